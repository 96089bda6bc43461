package dev.agentkeys.openapi;

import static dev.agentkeys.testsupport.JsonAnswer.at;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.DocumentationPage;
import dev.agentkeys.testsupport.JsonAnswer;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The routes of Agentex that this service does not serve are answered 404, and the documentation lists them. */
@QuarkusTest
class NotServedTest {

    private static final Pattern ROW = Pattern.compile("\\| `([A-Z]+) (/[^`]*)` \\|");

    @Test
    void answers404ToThemAsFastApiDoes() {
        var rows = ROW.matcher(
                        DocumentationPage.read("docs/migrating-from-agentex.md").text())
                .results()
                .toList();
        assertTrue(rows.size() > 10);
        for (var row : rows) {
            var path = row.group(2)
                    .replaceAll("\\{[a-z]+_id}", UUID.randomUUID().toString())
                    .replaceAll("\\{[^}]+}", "triage");
            var request = given();
            if (row.group(1).equals("POST")) {
                request.contentType(ContentType.JSON).body("{}");
            }
            var answer = request.request(row.group(1), path);
            assertEquals(404, answer.statusCode(), row.group());
            assertEquals(
                    Map.of("detail", "Not Found"), answer.as(JsonAnswer.class).getMap(""), row.group());
        }
    }

    /** The SDK reads the version at its start, without a credential. */
    @Test
    void tellsEveryCallerItsVersion() {
        var version =
                given().get("/openapi.json").then().statusCode(200).extract().<String>path("info.version");

        var parts = List.of(version.split("\\."));
        assertTrue(Integer.parseInt(parts.get(0)) > 0 || Integer.parseInt(parts.get(1)) >= 1, version);
        given().get("/openapi.json").then().body(at("paths.'/tasks'", equalTo(null)));
    }
}
