package dev.agentkeys.openapi;

import static dev.agentkeys.testsupport.JsonAnswer.at;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The served description equals the contract, operation by operation and schema by schema. */
@QuarkusTest
class ContractTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> DOCUMENTS = List.of("agentex-openapi.json", "agentex-deployments.json");

    @ParameterizedTest
    @MethodSource("operations")
    void servesTheOperationOfTheContract(String operation) throws IOException {
        var pathAndMethod = operation.split(" ");
        var expected = contract(pathAndMethod[2]).at(pointer("paths", pathAndMethod[1], pathAndMethod[0]));
        var served = served().at(pointer("paths", pathAndMethod[1], pathAndMethod[0]));

        assertEquals(List.of(), Structure.differences(expected, served));
    }

    /** Some generators turn parameters into positional arguments. So the added parameters come last. */
    @ParameterizedTest
    @MethodSource("operations")
    void listsTheParametersInTheOrderOfTheContract(String operation) throws IOException {
        var pathAndMethod = operation.split(" ");
        var pointer = pointer("paths", pathAndMethod[1], pathAndMethod[0], "parameters");

        var expected = contract(pathAndMethod[2]).at(pointer).findValuesAsText("name");
        var served = served().at(pointer).findValuesAsText("name");
        assertEquals(expected, served.subList(0, expected.size()));
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void describesTheSchemaOfTheContract(String nameAndDocument) throws IOException {
        var name = nameAndDocument.split(" ")[0];
        var expected = contract(nameAndDocument.split(" ")[1]).at(pointer("components", "schemas", name));
        var served = served().at(pointer("components", "schemas", name));

        assertEquals(List.of(), Structure.differences(expected, served));
    }

    @Test
    void servesEverythingInTheFoundingDocument() throws IOException {
        var founding = new ObjectMapper(new YAMLFactory())
                .readTree(ContractTest.class.getResourceAsStream("/contract/create-api-key.openapi.yaml"));
        var served = served();

        assertEquals(List.of(), Structure.differences(founding.path("paths"), served.path("paths")));
        assertEquals(
                List.of(), Structure.differences(founding.at("/components/schemas"), served.at("/components/schemas")));
    }

    @Test
    void isOpenApi31AndHasAUserInterface() {
        given().get("/openapi.json").then().statusCode(200).body(at("openapi", startsWith("3.1")));
        given().get("/swagger").then().statusCode(200).body(containsString("swagger-ui"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/openapi", "/openapi.yaml", "/openapi.yml"})
    void saysTheSameInYaml(String path) throws IOException {
        var answer = given().get(path).then().statusCode(200).contentType(startsWith("application/yaml"));

        assertEquals(
                served(),
                new ObjectMapper(new YAMLFactory()).readTree(answer.extract().asString()));
    }

    @Test
    void servesTheFormatThatIsAskedFor() throws IOException {
        var json =
                JSON.readTree(given().accept(ContentType.JSON).get("/openapi").asString());

        assertEquals(served(), json);
        given().get("/openapi?format=json").then().contentType(startsWith("application/json"));
        given().head("/openapi.json").then().statusCode(200).contentType(startsWith("application/json"));
    }

    @Test
    void noticesADifference() throws IOException {
        var expected = JSON.readTree(
                "{\"type\":\"object\",\"required\":[\"a\"],\"properties\":{\"a\":{\"type\":\"string\"}}}");
        for (var other : List.of(
                "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}}}",
                "{\"type\":\"object\",\"required\":[\"a\",\"b\"],\"properties\":{\"a\":{\"type\":\"string\"}}}",
                "{\"type\":\"object\",\"required\":[\"a\"],\"properties\":{\"a\":{\"type\":\"integer\"}}}",
                "{\"type\":\"object\",\"required\":[\"a\"],\"properties\":{}}")) {
            assertFalse(Structure.differences(expected, JSON.readTree(other)).isEmpty(), other);
        }
    }

    @Test
    void acceptsOnlyAnObjectOrNullInPlaceOfAnythingOrNull() throws IOException {
        var expected = JSON.readTree("{\"anyOf\":[{},{\"type\":\"null\"}],\"title\":\"P\"}");

        var object = "{\"type\":\"object\",\"additionalProperties\":true}";
        assertEquals(List.of(), Structure.differences(expected, anyOrNull("{}")));
        assertEquals(List.of(), Structure.differences(expected, anyOrNull(object)));
        for (var other : List.of("{\"type\":\"string\"}", "{\"type\":\"object\"}", "{\"$ref\":\"#/x\"}")) {
            assertFalse(Structure.differences(expected, anyOrNull(other)).isEmpty(), other);
        }
        var anything = JSON.readTree("{\"schema\":{}}");
        assertFalse(Structure.differences(anything, JSON.readTree("{\"schema\":" + object + "}"))
                .isEmpty());
    }

    private static JsonNode anyOrNull(String schema) throws IOException {
        return JSON.readTree("{\"anyOf\":[" + schema + ",{\"type\":\"null\"}],\"title\":\"P\"}");
    }

    static Stream<String> operations() throws IOException {
        var operations = new ArrayList<String>();
        for (var document : DOCUMENTS) {
            contract(document).path("paths").properties().forEach(path -> path.getValue()
                    .fieldNames()
                    .forEachRemaining(method -> operations.add(method + " " + path.getKey() + " " + document)));
        }
        return operations.stream();
    }

    static Stream<String> schemas() throws IOException {
        var schemas = new ArrayList<String>();
        for (var document : DOCUMENTS) {
            contract(document)
                    .at("/components/schemas")
                    .fieldNames()
                    .forEachRemaining(name -> schemas.add(name + " " + document));
        }
        return schemas.stream();
    }

    private static JsonNode contract(String document) throws IOException {
        return JSON.readTree(ContractTest.class.getResourceAsStream("/contract/" + document));
    }

    private static JsonNode served() throws IOException {
        return JSON.readTree(given().get("/openapi.json").asString());
    }

    private static String pointer(String... steps) {
        return Stream.of(steps)
                .map(step -> "/" + step.replace("~", "~0").replace("/", "~1"))
                .reduce("", String::concat);
    }
}
