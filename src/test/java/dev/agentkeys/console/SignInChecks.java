package dev.agentkeys.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import dev.agentkeys.access.StaticAccess;
import java.util.HashMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who gets in, what becomes of the token, and what is offered to whom. */
@ExtendWith(ConsoleWorld.Shared.class)
class SignInChecks {

    private static final String KEPT_TEXTS = "JSON.stringify([{...localStorage}, {...sessionStorage}])";

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
    void whoMayOnlyReadKeysIsOfferedNoChangeOfThem(ConsoleWorld world) {
        var agent = world.api().registerAgent();
        console.signIn(StaticAccess.tokenOf("keys:read"));

        assertThat(console.text("Good keys by type")).isVisible();
        console.goToAgent(agent.name());
        assertThat(console.button("Create key")).isHidden();
    }

    @Test
    void aTokenThatIsRefusedLaterSignsOut() {
        console.signIn();
        console.page().route("**/agents?*", SignInChecks::asNobody);

        console.page().evaluate("location.hash = '#/agents'");

        assertThat(console.heading()).hasText("Sign in");
        assertThat(console.page().getByRole(AriaRole.ALERT)).containsText("The credentials are not valid.");
    }

    private static void asNobody(Route route) {
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
}
