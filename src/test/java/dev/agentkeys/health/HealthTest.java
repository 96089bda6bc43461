package dev.agentkeys.health;

import static dev.agentkeys.testsupport.JsonAnswer.at;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;

import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class HealthTest {

    @ParameterizedTest
    @ValueSource(strings = {"/health", "/healthz"})
    void livenessDoesNotAskTheDatabase(String path) {
        given().get(path)
                .then()
                .statusCode(200)
                .body(at("status", equalTo("UP")))
                .body(at("checks", hasSize(0)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/readyz"})
    void readinessAsksTheDatabase(String path) {
        given().get(path)
                .then()
                .statusCode(200)
                .body(at("status", equalTo("UP")))
                .body(at("checks.name", hasItem("database")));
    }

    @Test
    void theDescriptionHasNoHealthRoutes() {
        given().get("/openapi.json").then().statusCode(200).body(at("paths.'/healthz'", equalTo(null)));
    }
}
