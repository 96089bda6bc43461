package dev.agentkeys.access;

import static dev.agentkeys.testsupport.JsonAnswer.at;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(StaticAccess.class)
class CurrentCallerTest {

    @Test
    void tellsACallerItsNameAndItsRoles() {
        given().header("Authorization", "Bearer " + StaticAccess.tokenOf("keys:verify"))
                .get("/callers/self")
                .then()
                .statusCode(200)
                .body(at("name", equalTo("static:keys-verify")), at("mode", equalTo("static")))
                .body(at("roles", contains("keys:verify")));
    }

    @Test
    void tellsACallerWithAllRolesItsRoles() {
        given().header("Authorization", "Bearer " + StaticAccess.ALL)
                .get("/callers/self")
                .then()
                .statusCode(200)
                .body(at("roles", hasSize(Role.ALL.size())));
    }

    @Test
    void tellsAnAgentItsId() {
        var agent = Agents.register();

        given().header("X-Agent-API-Key", agent.internalKey())
                .get("/callers/self")
                .then()
                .statusCode(200)
                .body(at("name", equalTo("agent:" + agent.id())), at("mode", equalTo("agent")))
                .body(at("roles", hasItem("own-agent")));
    }
}
