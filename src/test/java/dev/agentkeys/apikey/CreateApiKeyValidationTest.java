package dev.agentkeys.apikey;

import static dev.agentkeys.testsupport.Api.json;
import static dev.agentkeys.testsupport.Api.registerAgent;
import static dev.agentkeys.testsupport.JsonAnswer.at;
import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasEntry;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import org.hamcrest.Matcher;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each malformed body is answered 422 with a description of every fault, or 413, or 415. */
@QuarkusTest
class CreateApiKeyValidationTest {

    private static final String CANARY = "canary-that-must-not-sing";

    @Test
    void reportsEveryViolationAtOnce() {
        refuse("""
                {"agent_id": 5, "agent_name": "a\\u0000b", "api_key_type": "gitlab", "api_key": ["x"]}""")
                .body(at("detail", hasSize(5)))
                .body(violation("name", "type", "missing"))
                .body(violation("name", "msg", "Field required"))
                .body(violation("agent_id", "type", "string_type"))
                .body(violation("agent_id", "input", 5))
                .body(violation("agent_name", "type", "value_error"))
                .body(violation("api_key_type", "type", "enum"))
                .body(violation("api_key_type", "msg", "Input should be 'internal', 'external', 'github' or 'slack'"))
                .body(violation("api_key", "type", "string_type"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "5 | 5",
                "1.5 | 1.5",
                "true | true",
                "null | null",
                "{} | {}",
                "[\"ci\"] | ['ci']",
            })
    void coercesNothingToAString(String sent) {
        refuseName(sent).body(at("detail[0].type", equalTo("string_type"))).body(at("detail[0]", hasKey("input")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "0", "\"\"", "\"External\"", "\"external \"", "[]", "{}"})
    void acceptsNoTypeButTheFour(String sent) {
        refuse("{\"agent_id\":\"a\",\"name\":\"ci\",\"api_key_type\":" + sent + "}")
                .body(at("detail", hasSize(1)))
                .body(at("detail[0].loc", contains("body", "api_key_type")))
                .body(at("detail[0].type", equalTo("enum")))
                .body(at("detail[0].ctx.expected", equalTo("'internal', 'external', 'github' or 'slack'")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\u0000", "a\\nb", "\\u007f", "\\u0085", "\\ud800", "\\udc00\\ud800", "a\\ud83d"})
    void refusesControlCharactersAndLoneSurrogates(String name) {
        refuseName('"' + name + '"').body(at("detail[0].type", equalTo("value_error")));
    }

    @ParameterizedTest
    @ValueSource(strings = {".", ".."})
    void refusesANameThatNoUrlCanRead(String name) {
        refuseName('"' + name + '"').body(at("detail[0].type", equalTo("value_error")));
    }

    @Test
    void refusesAnEmptyName() {
        refuseName("\"\"")
                .body(at("detail[0].type", equalTo("string_too_short")))
                .body(at("detail[0].ctx.min_length", equalTo(1)))
                .body(at("detail[0].input", equalTo("")));
    }

    @Test
    void refusesAnOverlongNameCountingCharactersNotUnits() {
        refuseName('"' + "😀".repeat(257) + '"')
                .body(at("detail[0].type", equalTo("string_too_long")))
                .body(at("detail[0].msg", equalTo("String should have at most 256 characters")))
                .body(at("detail[0].ctx.max_length", equalTo(256)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{\"name\":}",
                "{\"name\":\"ci\"",
                "{\"name\":\"ci\"} {}",
                "{'name':'ci'}",
                "{\"name\":\"ci\",}",
                "name=ci",
                "{\"name\":NaN}",
                "{\"name\":\"a\tb\"}"
            })
    void refusesMalformedJson(String body) {
        refuse(body)
                .body(at("detail", hasSize(1)))
                .body(at("detail[0].type", equalTo("json_invalid")))
                .body(at("detail[0].msg", equalTo("JSON decode error")))
                .body(at("detail[0].loc[0]", equalTo("body")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[{\"name\":\"ci\"}]", "\"ci\"", "7", "true"})
    void refusesABodyThatIsNoObject(String body) {
        refuse(body)
                .body(at("detail", hasSize(1)))
                .body(at("detail[0].loc", contains("body")))
                .body(at("detail[0].type", equalTo("model_attributes_type")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n", "null"})
    void refusesAnEmptyBody(String body) {
        refuse(body)
                .body(at("detail", hasSize(1)))
                .body(at("detail[0].loc", contains("body")))
                .body(at("detail[0].type", equalTo("missing")))
                .body(at("detail[0].input", nullValue()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"name\":\"\u00ff\"}", "{\"name\":\"\u00c3(\"}", "{\"name\":\"\u00c0\u0080\"}", "\u00ff"})
    void refusesInvalidUtf8(String latin1) {
        given().contentType("application/json")
                .body(latin1.getBytes(ISO_8859_1))
                .post("/agent_api_keys")
                .then()
                .statusCode(422)
                .body(at("detail[0].type", equalTo("json_invalid")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":"})
    void refusesDeeplyNestedJson(String level) {
        for (var place : List.of("", "{\"name\":", "{\"unknown\":")) {
            given().contentType("application/json")
                    .body((place + level.repeat(10_000)).getBytes(ISO_8859_1))
                    .post("/agent_api_keys")
                    .then()
                    .statusCode(422)
                    .body(at("detail[0].type", equalTo("json_invalid")));
        }
    }

    @Test
    void acceptsABodyThatBeginsWithAByteOrderMark() {
        var body = "\uFEFF{\"agent_id\":\"" + registerAgent().id() + "\",\"name\":\"ci\"}";

        given().contentType("application/json")
                .body(body.getBytes(UTF_8))
                .post("/agent_api_keys")
                .then()
                .statusCode(200);
        for (var bad : List.of("\uFEFF\uFEFF{}", "{}\uFEFF", "{\uFEFF}")) {
            given().contentType("application/json")
                    .body(bad.getBytes(UTF_8))
                    .post("/agent_api_keys")
                    .then()
                    .statusCode(422)
                    .body(at("detail[0].type", equalTo("json_invalid")));
        }
    }

    @Test
    void refusesABodyOver64KiBAnnouncedOrNot() {
        var body = "{\"name\":\"" + "x".repeat(64 * 1024) + "\"}";
        json(body).post("/agent_api_keys").then().statusCode(413).body(at("code", equalTo(413)));
        given().contentType("application/json")
                .body(new java.io.ByteArrayInputStream(body.getBytes(ISO_8859_1)))
                .post("/agent_api_keys")
                .then()
                .statusCode(413)
                .body(at("message", containsString("Large")))
                .body(at("data", nullValue()));
    }

    @Test
    void readsABodyOfJustUnder64KiB() {
        var head = "{\"agent_id\":\"" + registerAgent().id() + "\",\"name\":\"big\",\"ignored\":\"";
        var body = head + "x".repeat(64 * 1024 - head.length() - 2) + "\"}";

        json(body).post("/agent_api_keys").then().statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/xml", "application/x-www-form-urlencoded"})
    void refusesAnotherContentType(String contentType) {
        given().contentType(contentType)
                .body("{\"name\":\"ci\"}")
                .post("/agent_api_keys")
                .then()
                .statusCode(415)
                .contentType("application/json")
                .body(at("code", equalTo(415)))
                .body(at("message", equalTo("Unsupported Media Type")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {" a key of the caller", "a key of the caller ", "\u2003a key of the caller", "                 "
            })
    void refusesAKeyThatNoHeaderCanHold(String key) {
        for (var type : List.of("external", "internal")) {
            refuse("{\"agent_id\":\"a\",\"name\":\"ci\",\"api_key_type\":\"" + type + "\",\"api_key\":\"" + key + "\"}")
                    .body(at("detail", hasSize(1)))
                    .body(at("detail[0].loc", contains("body", "api_key")))
                    .body(at("detail[0].type", equalTo("value_error")))
                    .body(at("detail[0].msg", equalTo("Value error, must not begin or end with white space")))
                    .body(at("detail[0]", not(hasKey("input"))));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"github", "slack"})
    void acceptsASigningSecretAsItsSourceIssuesIt(String type) {
        json(Map.of(
                        "agent_id",
                        registerAgent().id(),
                        "name",
                        "octo/hook",
                        "api_key_type",
                        type,
                        "api_key",
                        " a secret with spaces "))
                .post("/agent_api_keys")
                .then()
                .statusCode(200)
                .body(at("api_key", equalTo(" a secret with spaces ")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://github.com/o/r",
                "github.com/o/r",
                "o",
                "o/",
                "/r",
                "o/r/",
                "o/r.git",
                "o/R.GIT",
                "o/..",
                "o//r",
                "o r/x",
                "ö/r",
                "o/*/",
                "*/r",
                "*/*",
                "app:",
                "app:x"
            })
    void refusesANameThatNoEventOfGitHubCanHave(String name) {
        for (var answer : List.of(
                json(Map.of("agent_id", "a", "name", name, "api_key_type", "github"))
                        .post("/agent_api_keys"),
                json(Map.of("agent_name", "a", "name", name, "forward_path", "x"))
                        .post("/agent_api_keys/webhook-trigger"))) {
            answer.then()
                    .statusCode(422)
                    .body(at("detail", hasSize(1)))
                    .body(at("detail[0].loc", contains("body", "name")))
                    .body(at("detail[0].type", equalTo("value_error")))
                    .body(at("detail[0].msg", containsString("must be 'owner/repository'")))
                    .body(at("detail[0].input", equalTo(name)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"o/r", "Octo-Org/.github", "o/r.git.x", "o_corp/a_b-c.d", "o/*", "app:1234567", "0/0"})
    void acceptsANameThatEventsOfGitHubHave(String name) {
        var agent = registerAgent();

        json(Map.of("agent_id", agent.id(), "name", name, "api_key_type", "github"))
                .post("/agent_api_keys")
                .then()
                .statusCode(200)
                .body(at("name", equalTo(name)));
    }

    @Test
    void refusesAMisspeltGeneratedKey() {
        refuse("""
                {"agent_id": "a", "name": "ci",
                 "api_key": "agk_ext_0000000000000000000000000000000000000000000000000"}""")
                .body(at("detail[0].loc", contains("body", "api_key")))
                .body(at("detail[0].type", equalTo("value_error")))
                .body(at("detail[0]", not(hasKey("input"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"external", "internal", "github", "slack"})
    void acceptsAGeneratedKeyForItsOwnTypeOnly(String type) {
        var values = Map.of(
                "external", "agk_ext_003aUlTJC7tjlCTQj2uNU3MFagCXG9LRKRcwGkBIDlf4am6p5",
                "internal", "agk_int_003aUlTJC7tjlCTQj2uNU3MFagCXG9LRKRcwGkBIDlf0wzzbr",
                "github", "agk_gh_003aUlTJC7tjlCTQj2uNU3MFagCXG9LRKRcwGkBIDlf2hRN3q",
                "slack", "agk_sl_003aUlTJC7tjlCTQj2uNU3MFagCXG9LRKRcwGkBIDlf3cUzH6");
        var agent = registerAgent();
        values.forEach((typeOfValue, value) -> {
            var answer = json(Map.of(
                            "agent_id", agent.id(), "name", "org/repo", "api_key_type", type, "api_key", value))
                    .post("/agent_api_keys")
                    .then();
            if (typeOfValue.equals(type)) {
                answer.statusCode(200).body(at("api_key", equalTo(value)));
            } else {
                answer.statusCode(422)
                        .body(at("detail.loc", contains(List.of("body", "api_key"))))
                        .body(at("detail[0].type", equalTo("value_error")))
                        .body(at("detail[0].msg", containsString("'" + typeOfValue + "'")))
                        .body(at("detail[0]", not(hasKey("input"))));
            }
        });
    }

    @Test
    void refusesAnOverlongKeyWithoutEchoingIt() {
        refuse("{\"agent_id\":\"a\",\"name\":\"ci\",\"api_key\":\"" + "k".repeat(4097) + "\"}")
                .body(at("detail[0].type", equalTo("string_too_long")))
                .body(at("detail[0].ctx", hasEntry("max_length", 4096)))
                .body(at("detail[0]", not(hasKey("input"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"api_key\":\"CANARY\"}",
                "{\"api_key\":[\"CANARY\"]}",
                "{\"api_key\":{\"a\":{\"b\":\"CANARY\"}}}",
                "{\"api_key\":\"CANARY\\u0000\"}",
                "{\"name\":{\"api_key\":\"CANARY\"}}",
                "{\"name\":[[{\"secret\":\"CANARY\"}]]}",
                "{\"apiKey\":\"CANARY\"}",
                "{\"api_key_value\":\"CANARY\"}",
                "{\"name\":{\"a\":\"{\\\"api_key\\\":\\\"CANARY\\\"}\"}}",
                "[\"CANARY\"]",
                "{\"api\\u005fkey\":\"CANARY\"}",
                "[{\"api_key\":\"CANARY\"}]",
                "\"CANARY\"",
                "{\"api_key\":\"CANARY\"",
                "CANARY",
            })
    void neverEchoesAKey(String body) {
        refuse(body.replace("CANARY", CANARY)).body(not(containsString(CANARY)));
    }

    @Test
    void echoesTheOtherFieldsOfABodyWithoutAName() {
        refuse("{\"agent_id\":\"a\",\"api_key\":\"" + CANARY + "\"}")
                .body(at("detail[0].input", equalTo(Map.of("agent_id", "a"))));
    }

    @Test
    void defaultsAnAbsentTypeButNotANullOne() {
        json("{\"agent_id\":\"" + registerAgent().id() + "\",\"name\":\"ci\"}")
                .post("/agent_api_keys")
                .then()
                .statusCode(200)
                .body(at("api_key_type", equalTo("external")));
    }

    private static ValidatableResponse refuseName(String json) {
        return refuse("{\"agent_id\":\"a\",\"name\":" + json + "}")
                .body(at("detail", hasSize(1)))
                .body(at("detail.loc", hasItem(List.of("body", "name"))));
    }

    private static ValidatableResponse refuse(String body) {
        return json(body).post("/agent_api_keys").then().statusCode(422).contentType("application/json");
    }

    /** Matches an answer with a violation of that field that has this member. */
    private static Matcher<String> violation(String field, String member, Object expected) {
        return at(
                "detail",
                Matchers.<Map<String, Object>>hasItem(
                        allOf(hasEntry("loc", (Object) List.of("body", field)), hasEntry(member, expected))));
    }
}
