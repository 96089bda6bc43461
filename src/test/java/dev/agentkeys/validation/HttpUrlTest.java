package dev.agentkeys.validation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpUrlTest {

    private record Form(
            @HttpUrl String url, @HttpUrl(orEmpty = true) String optional) {}

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "http://agent",
                "https://agent.example.com/",
                "HTTP://agent:8000",
                "http://agent:65535/a/b?c=d&e",
                "http://127.0.0.1:8000/acp",
                "http://[::1]:8000",
                "http://host.docker.internal:8000",
                "http://my_agent:8000/acp_v1",
                "http://agent/a%20b"
            })
    void acceptsAbsoluteUrls(String url) {
        assertEquals(List.of(), Constraints.faults(Form.class, "url", url));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "agent",
                "/acp",
                "//agent/acp",
                "http:agent",
                "http:///acp",
                "http://:8000",
                "http://agent:65536",
                "ftp://agent",
                "file:///etc/passwd",
                "javascript:alert(1)",
                "httpx://agent"
            })
    void refusesOtherKindsOfUrls(String url) {
        assertEquals(
                List.of(ViolationKind.value("must be an absolute http or https URL")),
                Constraints.faults(Form.class, "url", url));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://",
                "http://a b",
                "http://agent/a b",
                "http://agent/\n",
                "http://agent\0",
                "http://[::1",
                "http://agent/%zz",
                " http://agent"
            })
    void refusesTextThatIsNoUrl(String url) {
        assertEquals(List.of(ViolationKind.value("must be a URL")), Constraints.faults(Form.class, "url", url));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://me@agent", "http://me:hunter2@agent:8000/acp", "http://@agent"})
    void refusesUserAndPassword(String url) {
        assertEquals(
                List.of(ViolationKind.value("must not hold user or password")),
                Constraints.faults(Form.class, "url", url));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://agent#", "http://agent/acp#part"})
    void refusesAFragment(String url) {
        assertEquals(
                List.of(ViolationKind.value("must not have a fragment")), Constraints.faults(Form.class, "url", url));
    }

    @Test
    void refusesMoreThan2048Characters() {
        var beginning = "http://agent/";
        var longest = beginning + "x".repeat(2048 - beginning.length());

        assertEquals(List.of(), Constraints.faults(Form.class, "url", longest));
        assertEquals(List.of(ViolationKind.tooLong(2048)), Constraints.faults(Form.class, "url", longest + "x"));
    }

    @Test
    void acceptsEmptyTextOnlyIfTheConstraintAllowsIt() {
        assertEquals(List.of(), Constraints.faults(Form.class, "optional", ""));
        assertEquals(
                List.of(ViolationKind.value("must be an absolute http or https URL")),
                Constraints.faults(Form.class, "url", ""));
        assertEquals(
                List.of(ViolationKind.value("must be an absolute http or https URL")),
                Constraints.faults(Form.class, "optional", "agent"));
    }
}
