package dev.agentkeys.http.filter;

import static dev.agentkeys.testsupport.JsonAnswer.at;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.JsonAnswer;
import dev.agentkeys.testsupport.RawExchange;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** OPTIONS tells for every path whether it exists, and which methods it allows. */
@QuarkusTest
class OptionsTest {

    private static final List<String> METHODS = List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");
    private static final String READ_ONLY = "GET, HEAD, OPTIONS";
    private static final Pattern REFERENCE = Pattern.compile("(?:href|src)=\"([^\":]+)\"");

    @Test
    void allowsTheMethodsThatThePathAnswersAndNoOthers() {
        paths().forEach(OptionsTest::allowsWhatItAnswers);
    }

    private static void allowsWhatItAnswers(String path) {
        var answer = options(path).then().statusCode(204).extract().response();
        var allowed = List.of(answer.header("Allow").split(", "));

        assertTrue(allowed.contains("OPTIONS"), answer.header("Allow"));
        for (var method : METHODS) {
            var request = method.equals("POST")
                    ? given().contentType(ContentType.JSON).body("{}")
                    : given();
            var other =
                    request.redirects().follow(false).urlEncodingEnabled(false).request(method, path);
            assertEquals(
                    !allowed.contains(method),
                    other.statusCode() == 405,
                    method + " " + path + ": " + other.statusCode());
            if (other.statusCode() == 405) {
                assertEquals(allowed, listed(other), method + " " + path);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/nowhere",
                "/index",
                "/agents/name/a/b",
                "/agents/a/b",
                "/agent_api_keys/a/b/c",
                "/agent_api_key",
                "/agents/forward/x",
                "/agents/forward/name/a",
                "/healthz/x",
                "/openapi.xml",
                "/openapi.json/x",
                "/swagger/nope",
                "/swagger/a/index.html"
            })
    void answers404ForAPathThatDoesNotExist(String path) {
        options(path).then().statusCode(404).header("Allow", nullValue()).body(at("detail", equalTo("Not Found")));
        given().get(path).then().statusCode(404);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /openapi.json",
        "DELETE, /openapi.json",
        "PUT, /openapi",
        "POST, /openapi.yaml",
        "POST, /swagger",
        "POST, /swagger/",
        "POST, /",
        "POST, /healthz"
    })
    void refusesChangesOnReadOnlyPaths(String method, String path) {
        given().redirects()
                .follow(false)
                .request(method, path)
                .then()
                .statusCode(405)
                .header("Allow", equalTo(READ_ONLY))
                .body(at("detail", equalTo("Method Not Allowed")));
    }

    @Test
    void answersForEveryFileOfThePageThatShowsTheApi() {
        var page = given().get("/swagger/").then().statusCode(200).extract().asString();
        var files = REFERENCE
                .matcher(page)
                .results()
                .map(found -> found.group(1))
                .filter(file -> !file.startsWith("/") && !file.startsWith("#"))
                .toList();

        assertFalse(files.isEmpty());
        for (var file : files) {
            given().get("/swagger/" + file).then().statusCode(200);
            options("/swagger/" + file).then().statusCode(204).header("Allow", equalTo(READ_ONLY));
        }
    }

    @Test
    void answersForTheServerAsAWhole() {
        try (var exchange = new RawExchange()) {
            exchange.send("OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            var answer = exchange.readAll();
            assertTrue(answer.startsWith("HTTP/1.1 204 "), answer);
            assertTrue(answer.contains("DELETE, GET, HEAD, OPTIONS, PATCH, POST\r\n"), answer);
            assertTrue(answer.contains("X-Request-Id: "), answer);
        }
    }

    /**
     * A gateway passes its caller's method on. If the service let OPTIONS through here, every caller could reach the
     * agents with it.
     */
    @Test
    void forwardAuthChecksTheKeyOfAnOptionsRequest() {
        options("/agent_api_keys/authorize").then().statusCode(401);
        options("/agent_api_keys/authorize/any/path").then().statusCode(401);
    }

    @Test
    void closesTheConnectionIfTheRequestHasABody() {
        try (var exchange = new RawExchange()) {
            exchange.send(
                    "OPTIONS /agents HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n");
            var answer = exchange.readUntil("\r\n\r\n");
            assertTrue(answer.startsWith("HTTP/1.1 204 "), answer);
            exchange.send("0\r\n\r\n");
            assertEquals("", exchange.readAll());
        }
    }

    private static Stream<String> paths() {
        Map<String, Object> described =
                given().get("/openapi.json").as(JsonAnswer.class).getMap("paths");
        return Stream.concat(
                described.keySet().stream()
                        .filter(path -> !path.equals("/agent_api_keys/authorize"))
                        .map(path ->
                                path.replaceAll("\\{[^}]+}", UUID.randomUUID().toString())),
                Stream.of(
                        "/agents/",
                        "/agents/forward/name/a/b/c",
                        "/agent_api_keys/name/a%2Fb",
                        "/agent_api_keys/name",
                        "/",
                        "/index.html",
                        "/health",
                        "/healthz",
                        "/readyz",
                        "/openapi",
                        "/openapi.json",
                        "/openapi.yaml",
                        "/openapi.yml",
                        "/swagger",
                        "/swagger/",
                        "/swagger/index.html"));
    }

    private static Response options(String path) {
        return given().urlEncodingEnabled(false).options(path);
    }

    private static List<String> listed(Response answer) {
        return answer.headers().getValues("Allow").stream()
                .flatMap(value -> Stream.of(value.split(", ?")))
                .toList();
    }
}
