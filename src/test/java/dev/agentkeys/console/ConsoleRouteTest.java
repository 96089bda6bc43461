package dev.agentkeys.console;

import static dev.agentkeys.testsupport.JsonAnswer.at;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.config.DecoderConfig;
import io.restassured.config.RestAssuredConfig;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The service delivers the files of the console. {@code ConsoleSuiteIT} tests what these files do in a browser. */
@QuarkusTest
class ConsoleRouteTest {

    private static final Pattern FILE = Pattern.compile("(?:src|href)=\"(assets/[^\"]+)\"");

    /** Turns off compression in REST Assured, which otherwise asks for it and decodes the answer silently. */
    private static final RestAssuredConfig AS_SENT = RestAssuredConfig.config()
            .decoderConfig(DecoderConfig.decoderConfig().noContentDecoders());

    @Test
    void servesAPageThatRunsNothingButItsOwnFiles() {
        given().get("/console/")
                .then()
                .statusCode(200)
                .contentType("text/html;charset=UTF-8")
                .header("Content-Security-Policy", containsString("default-src 'none'; script-src 'self';"))
                .header("Content-Security-Policy", not(containsString("unsafe")))
                .header("Referrer-Policy", equalTo("no-referrer"))
                .header("X-Frame-Options", equalTo("DENY"))
                .header("X-Content-Type-Options", equalTo("nosniff"))
                .header("Set-Cookie", nullValue())
                .body(containsString("<ak-console>"), not(containsString("<script>")), not(containsString("style=")));
    }

    @Test
    void servesTheFilesThatThePageNames() {
        var names = FILE.matcher(given().get("/console/").asString())
                .results()
                .map(name -> name.group(1))
                .toList();

        assertTrue(names.size() >= 2, names::toString);
        for (var name : names) {
            given().get("/console/" + name)
                    .then()
                    .statusCode(200)
                    .header("Content-Security-Policy", containsString("default-src 'none'"));
        }
    }

    @Test
    void tellsThePageHowToSignIn() {
        given().get("/console/settings.json")
                .then()
                .statusCode(200)
                .contentType("application/json")
                .body(at("open", equalTo(true)), at("api", equalTo("")), at("oidc", nullValue()));
    }

    @Test
    void sendsNoFileAgainThatTheBrowserHas() {
        var tag = given().get("/console/").header("ETag");

        given().header("If-None-Match", tag)
                .get("/console/")
                .then()
                .statusCode(304)
                .header("ETag", equalTo(tag))
                .body(equalTo(""));
    }

    @Test
    void compressesItsFilesAndNoAnswerOfTheApi() {
        var compressing = given().config(AS_SENT).header("Accept-Encoding", "gzip");
        compressing.get("/console/").then().statusCode(200).header("Content-Encoding", equalTo("gzip"));
        for (var path : new String[] {"/agents", "/callers/self", "/openapi.json"}) {
            given().config(AS_SENT)
                    .header("Accept-Encoding", "gzip")
                    .get(path)
                    .then()
                    .statusCode(200)
                    .header("Content-Encoding", nullValue());
        }
    }

    @Test
    void leadsToItsDirectory() {
        given().redirects()
                .follow(false)
                .get("/console")
                .then()
                .statusCode(308)
                .header("Location", equalTo("/console/"));
    }

    @Test
    void canOnlyBeRead() {
        given().post("/console/").then().statusCode(405).header("Allow", equalTo("GET, HEAD, OPTIONS"));
        given().options("/console/").then().statusCode(204);
        given().head("/console/").then().statusCode(200).body(equalTo(""));
    }

    @Test
    void answersInTheApisWordsForAFileThatDoesNotExist() {
        given().get("/console/no-such-file").then().statusCode(404).body(at("detail", equalTo("Not Found")));
        given().get("/consoles").then().statusCode(404);
    }
}
