package dev.agentkeys.http.filter;

import static dev.agentkeys.testsupport.JsonAnswer.at;
import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class UnknownRouteTest {

    @ParameterizedTest
    @ValueSource(strings = {"/nowhere", "/index", "/agents/name/a/b", "/agent_api_key"})
    void isNotFound(String path) {
        given().get(path)
                .then()
                .statusCode(404)
                .contentType("application/json")
                .body(at("detail", equalTo("Not Found")));
    }

    @Test
    void theRootTellsAPersonWhereToGo() {
        var page = given().accept("text/html,*/*;q=0.8")
                .get("/")
                .then()
                .statusCode(200)
                .contentType("text/html")
                .extract()
                .htmlPath();

        var links = page.getList("**.findAll { it.name() == 'a' }.@href", String.class);
        assertEquals(3, links.size(), links::toString);
        links.forEach(link -> given().get(link).then().statusCode(200));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PUT | /agents/register | DELETE, GET, HEAD, OPTIONS, POST",
                "PATCH | /agents/name/a | DELETE, GET, HEAD, OPTIONS",
                "PUT | /agent_api_keys | GET, HEAD, OPTIONS, POST",
                "DELETE | /agent_api_keys | GET, HEAD, OPTIONS, POST",
                "PUT | /agent_api_keys/a | DELETE, GET, HEAD, OPTIONS, PATCH",
                "PUT | /agent_api_keys/verify | DELETE, GET, HEAD, OPTIONS, PATCH, POST",
                "PUT | /agent_api_keys/webhook-trigger | DELETE, GET, HEAD, OPTIONS, PATCH, POST",
                "POST | /healthz | GET, HEAD, OPTIONS"
            })
    void saysWhichMethodsAreAllowed(String method, String path, String allowed) {
        var answer = given().request(method, path)
                .then()
                .statusCode(405)
                .body(at("detail", equalTo("Method Not Allowed")))
                .extract()
                .headers();

        var methods = answer.getValues("Allow").stream()
                .flatMap(value -> Stream.of(value.split(", ?")))
                .toList();
        assertEquals(List.of(allowed.split(", ")), methods);
    }

    @ParameterizedTest
    @ValueSource(strings = {"verify", "webhook-trigger"})
    void readsTheLastSegmentOfAnotherRouteAsAnId(String id) {
        given().get("/agent_api_keys/" + id)
                .then()
                .statusCode(404)
                .body(at("message", equalTo("Item with id '" + id + "' does not exist.")));
        given().delete("/agent_api_keys/" + id)
                .then()
                .statusCode(200)
                .body(equalTo("\"Agent API key with ID " + id + " deleted\""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/agent_api_keys/name/ci;other?agent_name=a",
                "/agent_api_keys/name/%2E%2e?agent_name=a",
                "/agent_api_keys/name/.",
                "/agent_api_keys/name/%ff?agent_name=a",
                "/agent_api_keys/name/a%C3?agent_name=a",
                "/agent_api_keys/name/%C0%80?agent_name=a",
                "/agents/name/%ed%a0%80"
            })
    void refusesAPathThatCouldMeanAnother(String url) throws IOException {
        try (var socket = new Socket("127.0.0.1", RestAssured.port)) {
            socket.setSoTimeout(10_000);
            var request = "GET " + url + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(US_ASCII));
            var answer = new String(socket.getInputStream().readAllBytes(), US_ASCII);
            assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
            assertTrue(answer.contains("\"code\":400,\"data\":null}"), answer);
        }
    }

    @Test
    void readsAPathInUtf8() {
        for (var name : List.of("ü", "😀", "\uFFFD", "a%b")) {
            given().queryParam("agent_name", "nobody")
                    .get("/agent_api_keys/name/{name}", name)
                    .then()
                    .statusCode(404);
        }
    }

    @Test
    void showsNoInternalsInAnError() {
        given().header("Accept", "text/html")
                .get("/nowhere")
                .then()
                .statusCode(404)
                .body(at("detail", equalTo("Not Found")));
    }
}
