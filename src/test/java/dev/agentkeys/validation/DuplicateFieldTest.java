package dev.agentkeys.validation;

import static dev.agentkeys.testsupport.Api.json;
import static dev.agentkeys.testsupport.Api.registerAgent;
import static dev.agentkeys.testsupport.JsonAnswer.at;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.instanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Readers of JSON disagree about the value of a field that is given twice. So the service refuses such a body,
 * whichever field it is.
 */
@QuarkusTest
class DuplicateFieldTest {

    @Test
    void refusesEachFieldOfEachRequest() {
        var description = new JsonObject(given().get("/openapi.json").asString());
        var schemas = description.getJsonObject("components").getJsonObject("schemas");
        var paths = description.getJsonObject("paths");
        var operations = paths.fieldNames().stream()
                .filter(path -> !path.startsWith("/agents/forward/"))
                .flatMap(path -> Stream.of("POST ", "PATCH ").map(method -> method + path))
                .filter(operation -> operation(operation, description).containsKey("requestBody"))
                .toList();
        assertTrue(operations.size() >= 5, operations::toString);
        var agentId = registerAgent().id();
        for (var template : operations) {
            var request = template.replace("{agent_id}", agentId).replaceAll("\\{[^}]+}", "a");
            var fields = new ArrayList<>(schemas.getJsonObject(requestOf(template, description))
                    .getJsonObject("properties")
                    .fieldNames());
            for (var repeated : fields) {
                refuse(request, Stream.concat(fields.stream(), Stream.of(repeated)));
                refuse(request, Stream.concat(Stream.of(repeated), fields.stream()));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\":\"a\",\"name\":\"a\"}",
                "{\"name\":\"a\",\"n\\u0061me\":\"b\"}",
                "{\"unknown\":1,\"name\":\"a\",\"unknown\":2}",
                "{\"unknown\":{\"a\":1,\"a\":2},\"name\":\"a\"}"
            })
    void refusesEscapedNamesAndFieldsAtAnyDepth(String body) {
        json(body).post("/agent_api_keys").then().statusCode(422).body(at("detail[0].type", equalTo("json_invalid")));
    }

    @Test
    void refusesFieldsInMetadata() {
        json("{\"name\":\"a\",\"description\":\"\",\"registration_metadata\":{\"a\":[{\"b\":1,\"b\":2}]}}")
                .post("/agents/register-build")
                .then()
                .statusCode(422)
                .body(at("detail[0].type", equalTo("json_invalid")));
    }

    private static void refuse(String request, Stream<String> fields) {
        var body = fields.map(name -> "\"" + name + "\":null").collect(Collectors.joining(",", "{", "}"));
        json(body)
                .request(request.split(" ")[0], request.split(" ")[1])
                .then()
                .statusCode(422)
                .body(at("detail", hasSize(1)))
                .body(at("detail[0].loc", contains(equalTo("body"), instanceOf(Integer.class))))
                .body(at("detail[0].type", equalTo("json_invalid")))
                .body(at("detail[0].msg", equalTo("JSON decode error")));
    }

    private static String requestOf(String operation, JsonObject description) {
        var reference = operation(operation, description)
                .getJsonObject("requestBody")
                .getJsonObject("content")
                .getJsonObject("application/json")
                .getJsonObject("schema")
                .getString("$ref");
        return reference.substring(reference.lastIndexOf('/') + 1);
    }

    private static JsonObject operation(String operation, JsonObject description) {
        return description
                .getJsonObject("paths")
                .getJsonObject(operation.split(" ")[1])
                .getJsonObject(operation.split(" ")[0].toLowerCase(Locale.ROOT), new JsonObject());
    }
}
