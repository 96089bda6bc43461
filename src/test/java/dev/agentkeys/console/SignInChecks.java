package dev.agentkeys.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import dev.agentkeys.access.StaticAccess;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who can sign in, where the console keeps the token, and which actions it offers to which caller. */
@ExtendWith(ConsoleWorld.Shared.class)
class SignInChecks {

    private static final String KEPT_TEXTS = "JSON.stringify([{...localStorage}, {...sessionStorage}])";

    private static final String TOKENS = "**/token";

    private ConsolePage console;

    @BeforeEach
    void open(ConsoleWorld world) {
        console = world.open();
    }

    @AfterEach
    void close() {
        console.close();
    }

    @Test
    void aBadTokenIsRefusedInTheApisWordsWithTheIdOfTheRequest() {
        console.field("Access token").fill("of-nobody");
        console.press("Sign in");

        var alert = console.page().getByRole(AriaRole.ALERT);
        assertThat(alert).containsText("The credentials are not valid.");
        assertThat(alert).containsText(Pattern.compile("Request [0-9a-f]{32}"));
    }

    @Test
    void theTokenIsInMemoryOnly() {
        console.signIn();

        assertEquals("[{},{}]", console.page().evaluate(KEPT_TEXTS));
        assertEquals(0, console.context().cookies().size());
        assertFalse(console.page().url().contains(StaticAccess.ALL));
        console.page().reload();
        assertThat(console.heading()).hasText("Sign in");
    }

    @Test
    void theTabKeepsTheTokenIfItsUserAsksForThat() {
        console.field("Keep me signed in until this tab is closed").check();
        console.signIn();
        console.page().reload();
        assertThat(console.heading()).hasText("Overview");

        console.press("Sign out");

        assertThat(console.heading()).hasText("Sign in");
        assertEquals("[{},{}]", console.page().evaluate(KEPT_TEXTS));
    }

    @Test
    void whatTheRolesForbidIsNotOffered(ConsoleWorld world) {
        var agent = world.api().registerAgent();
        console.signIn(StaticAccess.tokenOf("agents:read"));

        assertThat(console.link("Agents")).isVisible();
        assertThat(console.link("Check a key")).isHidden();
        assertThat(console.link("Changes")).isHidden();
        console.goToAgent(agent.name());
        assertThat(console.link("Deployments")).isVisible();
        assertThat(console.link("Keys")).isHidden();
        assertThat(console.button("Delete agent…")).isHidden();
    }

    @Test
    void offersNoChangesOfKeysToAUserThatMayOnlyReadThem(ConsoleWorld world) {
        var agent = world.api().registerAgent();
        console.signIn(StaticAccess.tokenOf("keys:read"));

        assertThat(console.text("Good keys by type")).isVisible();
        console.goToAgent(agent.name());
        assertThat(console.button("Create key")).isHidden();
    }

    @Test
    void aTokenThatIsRefusedLaterSignsOut() {
        console.signIn();
        console.page().route("**/agents?*", SignInChecks::withoutUser);

        console.page().evaluate("location.hash = '#/agents'");

        assertThat(console.heading()).hasText("Sign in");
        assertThat(console.page().getByRole(AriaRole.ALERT)).containsText("The credentials are not valid.");
    }

    private static void withoutUser(Route route) {
        var headers = new HashMap<>(route.request().headers());
        headers.put("authorization", "Bearer of-nobody");
        route.resume(new Route.ResumeOptions().setHeaders(headers));
    }

    @Test
    void theIssuerSignsInAndTheUserComesBackToThePlace() {
        console.page().evaluate("location.hash = '#/audit'");
        console.press("Continue with 127.0.0.1");

        assertThat(console.heading()).hasText("Changes");
        assertThat(console.text("oidc:somebody")).isVisible();
        assertFalse(console.page().url().contains("code"));
        assertEquals("[{},{}]", console.page().evaluate(KEPT_TEXTS));
    }

    @Test
    void anIssuerThatDoesNotRenewTheTokenSignsOut() {
        console.page().route(TOKENS, route -> {
            if (isRenewal(route)) {
                route.fulfill(
                        answerOfIssuer(400, "{'error':'invalid_grant','error_description':'Session not active'}"));
            } else {
                answerWithATokenThatIsSoonToBeRenewed(route);
            }
        });
        console.press("Continue with 127.0.0.1");

        var alert = console.page().getByRole(AriaRole.ALERT);
        assertThat(alert).containsText("Your sign-in has ended, and the issuer does not renew it: Session not active");
        assertThat(console.heading()).hasText("Sign in");
        assertEquals("[{},{}]", console.page().evaluate(KEPT_TEXTS));
    }

    @Test
    void aGoodTokenStaysInUseWhileTheIssuerIsAway() {
        console.page().route(TOKENS, route -> {
            if (isRenewal(route)) {
                route.fulfill(answerOfIssuer(503, ""));
            } else {
                answerWithATokenThatIsSoonToBeRenewed(route);
            }
        });
        console.page().evaluate("location.hash = '#/audit'");
        console.press("Continue with 127.0.0.1");

        assertThat(console.heading()).hasText("Changes");
        console.page().evaluate("location.hash = '#/agents'");
        assertThat(console.heading()).hasText("Agents");
    }

    private static boolean isRenewal(Route route) {
        return route.request().postData().contains("grant_type=refresh_token");
    }

    /**
     * The console renews a token that expires within half a minute. This answer says 20 seconds, although the API
     * accepts the token for a minute.
     */
    private static void answerWithATokenThatIsSoonToBeRenewed(Route route) {
        var answer = route.fetch();
        var token = answer.text().replaceAll("\"expires_in\":\\d+", "\"expires_in\":20,\"refresh_token\":\"r\"");
        route.fulfill(answerOfIssuer(answer.status(), token));
    }

    private static Route.FulfillOptions answerOfIssuer(int status, String body) {
        return new Route.FulfillOptions()
                .setStatus(status)
                .setContentType("application/json")
                .setHeaders(Map.of("Access-Control-Allow-Origin", "*"))
                .setBody(body.replace('\'', '"'));
    }
}
