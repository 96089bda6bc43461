package dev.agentkeys.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.options.AriaRole;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The list of agents, and the page of an agent. */
@ExtendWith(ConsoleWorld.Shared.class)
class AgentChecks {

    private ConsoleWorld world;
    private ConsolePage console;

    @BeforeEach
    void open(ConsoleWorld world) {
        this.world = world;
        console = world.open().signIn();
    }

    @AfterEach
    void close() {
        console.close();
    }

    @Test
    void anAgentIsFoundByAPartOfItsName() {
        var agent = world.api().registerAgent();
        var other = world.api().registerAgent();
        console.go("agents");
        assertThat(console.row(other.name())).isVisible();

        console.field("Search agents by name").fill(agent.name().substring(10));

        assertThat(console.row(other.name())).isHidden();
        assertThat(console.row(agent.name())).containsText("Ready");
        console.field("Search agents by name").fill("no-such-agent");
        assertThat(console.text("No such agent")).isVisible();
    }

    @Test
    void deletingAnAgentCountsItsKeysAndAsksForItsName() {
        var agent = world.api().registerAgent();
        world.api().createKey(Map.of("agent_id", agent.id(), "name", "one"));
        world.api().createKey(Map.of("agent_id", agent.id(), "name", "two"));
        console.goToAgent(agent.name());
        console.press("Delete agent…");

        assertThat(console.dialog()).containsText("2 keys of its callers");
        assertThat(console.dialog()).containsText("1 key of its own");
        assertThat(console.dialog()).containsText("0 webhooks");
        assertThat(console.button("Delete agent")).isDisabled();
        console.dialog().getByLabel("to confirm").fill(agent.name());
        console.answer("Delete agent");

        assertThat(console.heading()).hasText("Agents");
        assertEquals(404, world.api().get("/agents/" + agent.id()).statusCode());
    }

    @Test
    void theChangesOfAnAgentAreListedWithWhoMadeThem() {
        var agent = world.api().registerAgent();
        world.api().createKey(Map.of("agent_id", agent.id(), "name", "one"));
        console.goToAgent(agent.name());
        // The tab of the page, not the link in the frame.
        console.page().locator(".tabs").getByText("Changes").click();

        var events = console.page().getByRole(AriaRole.LISTITEM);
        assertThat(events).hasCount(2);
        assertThat(events.first()).containsText("Key created");
        assertThat(events.first()).containsText("by static:all");
        assertThat(events.last()).containsText("Agent registered");
    }

    @Test
    void anAgentThatDoesNotExistIsAnsweredInTheApisWords() {
        console.go("agents/no-such-agent");

        var alert = console.page().getByRole(AriaRole.ALERT);
        assertThat(alert).containsText("Item with name 'no-such-agent' does not exist.");
        assertThat(alert).containsText(Pattern.compile("Request [0-9a-f]{32}"));
    }
}
