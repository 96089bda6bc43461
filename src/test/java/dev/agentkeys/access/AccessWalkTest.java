package dev.agentkeys.access;

import static dev.agentkeys.testsupport.JsonAnswer.at;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.agentkeys.openapi.Description;
import dev.agentkeys.testsupport.JsonAnswer;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Calls every route of the served API description, and compares who is let in with the table in the README. */
@QuarkusTest
@TestProfile(StaticAccess.class)
class AccessWalkTest {

    private static final String CHALLENGE = "Bearer realm=\"agent-api-keys\"";

    @Test
    void servesWhatTheTableSaysAndNothingElse() {
        assertFalse(operations().isEmpty());
        assertEquals(RouteTable.read().keySet(), operations().keySet());
    }

    @Test
    void asksEveryCallerWithoutCredentialsForThemAndSaysSoInItsDescription() {
        var description = Description.read();
        operations().forEach((operation, roles) -> {
            var answer = call(operation, given());
            answer.then()
                    .statusCode(401)
                    .header("WWW-Authenticate", equalTo(CHALLENGE))
                    .body(at("code", equalTo(401)));
            description.assertDescribes(operation, answer);
        });
    }

    @Test
    void refusesABadTokenEverywhere() {
        operations().forEach((operation, roles) -> call(operation, bearer("of-nobody"))
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", equalTo(CHALLENGE + ", error=\"invalid_token\""))
                .body(at("code", equalTo(401))));
    }

    @Test
    void refusesABadAgentKeyEverywhereEvenBesideAGoodToken() {
        operations().forEach((operation, roles) -> call(
                        operation, bearer(StaticAccess.ALL).header("X-Agent-API-Key", "of-nobody"))
                .then()
                .statusCode(401));
    }

    @Test
    void letsEachRoleInWhereTheTableSaysSo() {
        var description = Description.read();
        routesOfCallers().forEach((operation, access) -> {
            var in = new TreeSet<String>();
            for (var role : Role.ALL) {
                var answer = call(operation, bearer(StaticAccess.tokenOf(role)));
                if (letIn(answer)) {
                    in.add(role);
                } else {
                    answer.then().statusCode(403).body(at("code", equalTo(403)));
                    description.assertDescribes(operation, answer);
                }
            }
            assertEquals(access.roles(), in, operation);
        });
    }

    @Test
    void letsAnAgentInWhereTheTableSaysSo() {
        var key = Agents.register().internalKey();

        routesOfCallers()
                .forEach((operation, access) -> assertEquals(
                        access.agents(), letIn(call(operation, given().header("X-Agent-API-Key", key))), operation));
    }

    @Test
    void describesTheRolesThatItDemands() {
        RouteTable.read()
                .forEach((operation, access) ->
                        assertEquals(access.roles(), new TreeSet<>(operations().get(operation)), operation));
    }

    @Test
    void answersHealthAndItsDescriptionToEverybody() {
        for (var path : List.of("/health", "/healthz", "/readyz", "/openapi.json", "/swagger/")) {
            given().get(path).then().statusCode(200);
            bearer("of-nobody").get(path).then().statusCode(200);
        }
    }

    /** All routes except those that a key calls about itself. {@code SelfTest} calls these with keys. */
    private static Map<String, RouteTable.Access> routesOfCallers() {
        var routes = RouteTable.read();
        routes.values().removeIf(RouteTable.Access::holders);
        return routes;
    }

    private static boolean letIn(Response answer) {
        return answer.statusCode() != 401 && answer.statusCode() != 403;
    }

    private static RequestSpecification bearer(String token) {
        return given().header("Authorization", "Bearer " + token);
    }

    /** The request names an agent or key that does not exist. A caller that is let in gets 404. */
    private static Response call(String operation, RequestSpecification request) {
        var methodAndPath = operation.split(" ");
        var path = methodAndPath[1].replaceAll("\\{[^}]+}", UUID.randomUUID().toString());
        if (Set.of("POST", "PATCH").contains(methodAndPath[0])) {
            request.contentType(ContentType.JSON).body("{}");
        }
        return request.request(methodAndPath[0], path);
    }

    /** Every operation that needs a role, with the roles of which one is enough. */
    private static Map<String, List<String>> operations() {
        var operations = new TreeMap<String, List<String>>();
        Map<String, Map<String, Map<String, Object>>> paths =
                given().get("/openapi.json").as(JsonAnswer.class).getMap("paths");
        paths.forEach((path, methods) -> methods.forEach((method, operation) -> {
            @SuppressWarnings("unchecked")
            var security = (List<Map<String, List<String>>>) operation.get("security");
            if (!path.startsWith("/agents/forward/") && !path.equals("/agent_api_keys/authorize")) {
                operations.put(
                        method.toUpperCase(Locale.ROOT) + " " + path,
                        security.stream()
                                .flatMap(scheme -> scheme.values().stream())
                                .flatMap(List::stream)
                                .toList());
            }
        }));
        return operations;
    }
}
