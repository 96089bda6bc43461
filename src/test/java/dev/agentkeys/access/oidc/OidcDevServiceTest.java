package dev.agentkeys.access.oidc;

import static dev.agentkeys.access.StaticAccess.CLIENT;
import static dev.agentkeys.access.StaticAccess.CLIENT_SECRET;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;

import dev.agentkeys.access.StaticAccess;
import dev.agentkeys.testsupport.JsonAnswer;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/**
 * Uses the OpenID Connect provider of Quarkus' Dev Services. Its access tokens name no audience, so the service refuses
 * them. Its ID tokens name the client to which they were issued.
 */
@QuarkusTest
@TestProfile(StaticAccess.class)
class OidcDevServiceTest {

    private static final Pattern CODE = Pattern.compile("code=([^&]+)");

    @ConfigProperty(name = "quarkus.oidc.auth-server-url")
    String provider;

    @Test
    void letsInAUserWhoseTokenHasTheRole() {
        getAgents(login("alice").getString("id_token")).statusCode(200);
    }

    @Test
    void refusesAUserWhoseTokenHasAnotherRole() {
        getAgents(login("bob").getString("id_token"))
                .statusCode(403)
                .header("WWW-Authenticate", containsString("insufficient_scope"));
    }

    @Test
    void refusesATokenThatNamesNoAudience() {
        getAgents(login("alice").getString("access_token"))
                .statusCode(401)
                .header("WWW-Authenticate", containsString("invalid_token"));
    }

    private static ValidatableResponse getAgents(String token) {
        return given().auth().oauth2(token).get("/agents").then();
    }

    /** Signs a user in as a browser does, and then exchanges the code as the application does. */
    private JsonAnswer login(String user) {
        var back = given().redirects()
                .follow(false)
                .queryParam("predefined", user)
                .queryParam("response_type", "code")
                .queryParam("client_id", CLIENT)
                .queryParam("redirect_uri", "https://portal.example/back")
                .post(provider + "/login")
                .then()
                .statusCode(302)
                .extract()
                .header("Location");
        return given().formParam("grant_type", "authorization_code")
                .formParam("client_id", CLIENT)
                .formParam("client_secret", CLIENT_SECRET)
                .formParam(
                        "code",
                        CODE.matcher(back).results().findFirst().orElseThrow().group(1))
                .post(provider + "/token")
                .then()
                .statusCode(200)
                .extract()
                .as(JsonAnswer.class);
    }
}
