package dev.agentkeys.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The page that an operator sees first. */
@ExtendWith(ConsoleWorld.Shared.class)
class OverviewChecks {

    private static final Pattern SOME = Pattern.compile("[1-9]");

    /** An empty list would move the sentence over the edge of its card. */
    @Test
    void aTrailWithoutEventsSaysSoAndHasNoList(ConsoleWorld world) {
        try (var console = world.open().signIn().go("audit?actor=static:of-nobody")) {
            assertThat(console.text("Nothing has been changed here yet.")).isVisible();
            assertThat(console.page().locator("ul.events")).hasCount(0);
        }
    }

    @Test
    void theOverviewCountsKeysAndShowsWhichExpireAndWhatWasChanged(ConsoleWorld world) {
        var agent = world.api().registerAgent();
        world.api().createKey(Map.of("agent_id", agent.id(), "name", "soon", "expires_in", 5 * 86_400));
        try (var console = world.open().signIn()) {
            var active = console.page().locator(".tile").filter(new Locator.FilterOptions().setHasText("Active"));
            assertThat(active).containsText(SOME);
            assertThat(console.page().locator("figcaption p"))
                    .hasText(Pattern.compile("[1-9]\\d* keys? expires? within 30 days\\."));
            assertThat(console.page()
                            .getByRole(AriaRole.LISTITEM)
                            .filter(new Locator.FilterOptions().setHasText("Key created"))
                            .first())
                    .containsText("by static:all");
        }
    }
}
