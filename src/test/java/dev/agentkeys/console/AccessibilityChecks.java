package dev.agentkeys.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.LoadState;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every page and dialog conforms to WCAG 2.2 AA as far as axe-core can tell, and fits every window from 360 pixels on.
 */
@ExtendWith(ConsoleWorld.Shared.class)
class AccessibilityChecks {

    private static final List<String> RULES =
            List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice");

    @ParameterizedTest
    @CsvSource({"1280, LIGHT", "360, DARK"})
    void noPageViolatesARule(int width, ColorScheme scheme, ConsoleWorld world) {
        var agent = world.api().registerAgent();
        var key = new JsonObject(world.api()
                .createKey(Map.of(
                        "agent_id", agent.id(), "name", "soon", "expires_in", 86_400, "metadata", Map.of("team", "a")))
                .body());
        try (var console = world.open(width, scheme)) {
            check(console, "sign-in");
            console.signIn();
            for (var place : List.of(
                    "",
                    "agents",
                    "agents/" + agent.name(),
                    "agents/" + agent.name() + "/webhooks",
                    "agents/" + agent.name() + "/deployments",
                    "agents/" + agent.name() + "/changes",
                    "agents/" + agent.name() + "/keys/" + key.getString("id"),
                    "agents/no-such-agent",
                    "check",
                    "audit")) {
                console.go(place).page().waitForLoadState(LoadState.NETWORKIDLE);
                check(console, place);
            }
            console.goToAgent(agent.name()).press("Create key");
            check(console, "dialog of a new key");
            console.answer("Cancel");
            console.link("soon").click();
            console.press("Revoke…");
            check(console, "dialog of a revocation");
        }
    }

    private static void check(ConsolePage console, String place) {
        assertThat(console.heading()).isVisible();
        var found = new AxeBuilder(console.page())
                .setLegacyMode(true)
                .withTags(RULES)
                .analyze()
                .getViolations();
        assertEquals(
                List.of(),
                found.stream()
                        .map(violation -> violation.getId() + ": "
                                + violation.getNodes().get(0).getHtml() + " "
                                + violation.getNodes().get(0).getFailureSummary())
                        .toList(),
                place);
        assertEquals(
                0,
                console.page().evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"),
                () -> place + " is wider than the window");
    }

    @Test
    void aKeyIsCreatedWithTheKeyboardAlone(ConsoleWorld world) {
        var agent = world.api().registerAgent();
        try (var console = world.open().signIn().goToAgent(agent.name())) {
            var keyboard = console.page().keyboard();
            console.button("Create key").focus();
            keyboard.press("Enter");
            assertThat(console.field("Name")).isFocused();
            keyboard.type("by-keyboard");
            keyboard.press("Enter");
            assertThat(console.button("Done")).isVisible();
            console.field("I have stored it").focus();
            keyboard.press("Space");
            console.button("Done").focus();
            keyboard.press("Enter");

            assertThat(console.row("by-keyboard")).isVisible();
            assertThat(console.button("Create key")).isFocused();
        }
    }

    @Test
    void aScreenReaderReadsThePlaceThatAUserGoesTo(ConsoleWorld world) {
        try (var console = world.open().signIn()) {
            console.link("Agents").click();

            assertThat(console.heading()).isFocused();
            assertThat(console.page()).hasTitle("agents · Agent API Keys");
        }
    }
}
