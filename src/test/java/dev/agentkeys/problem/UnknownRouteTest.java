package dev.agentkeys.problem;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class UnknownRouteTest {

    @ParameterizedTest
    @ValueSource(strings = {"/", "/nowhere", "/agents/name/a/b", "/agent_api_key"})
    void isNotFound(String path) {
        given().get(path).then().statusCode(404).contentType("application/json").body("detail", equalTo("Not Found"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PUT | /agents/register | POST",
                "PATCH | /agents/name/a | GET, HEAD",
                "POST | /healthz | GET, HEAD"
            })
    void saysWhichMethodsAreAllowed(String method, String path, String allowed) {
        given().request(method, path)
                .then()
                .statusCode(405)
                .header("Allow", org.hamcrest.Matchers.containsString(allowed.split(", ")[0]))
                .body("detail", equalTo("Method Not Allowed"));
    }

    @Test
    void showsNothingOfTheInsideInAnError() {
        given().header("Accept", "text/html")
                .get("/nowhere")
                .then()
                .statusCode(404)
                .body("detail", equalTo("Not Found"));
    }
}
