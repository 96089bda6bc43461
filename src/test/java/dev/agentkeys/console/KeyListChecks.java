package dev.agentkeys.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import dev.agentkeys.testsupport.Api;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The list of an agent's keys: its filters, its pages, and its size. */
@ExtendWith(ConsoleWorld.Shared.class)
class KeyListChecks {

    /** Inserts the keys by one statement, because a request for each would take minutes. */
    private static final String MANY_KEYS = """
            insert into agent_api_key (id, agent_id, agent_incarnation, api_key_type, name, fingerprint,
                                       fingerprint_key_id, created_at)
            select gen_random_uuid(), a.id, a.incarnation, 'external', 'key-' || n,
                   sha256((a.id || ' ' || n)::bytea), 'test', now() - interval '1 year' + n * interval '1 minute'
            from agent a, generate_series(1, 10000) n
            where a.id = '%s'""";

    private ConsoleWorld world;
    private ConsolePage console;
    private Api.RegisteredAgent agent;

    @BeforeEach
    void open(ConsoleWorld world) {
        this.world = world;
        agent = world.api().registerAgent();
        console = world.open().signIn();
    }

    @AfterEach
    void close() {
        console.close();
    }

    @Test
    void filtersFindKeysThatNeedAttention() {
        create(Map.of("name", "soon", "expires_in", 5 * 86_400));
        create(Map.of("name", "later", "expires_in", 60 * 86_400));
        disable(create(Map.of("name", "off")));
        revoke(create(Map.of("name", "gone")));
        console.goToAgent(agent.name());
        assertThat(rows()).hasCount(5);
        assertThat(console.row("soon")).containsText("in 5 days");

        shows("Expiring in 30 days", "soon");
        shows("Disabled", "off");
        shows("Revoked", "gone");

        console.link("Unused for 90 days").click();
        assertThat(console.text("No such key")).isVisible();
        console.link("Show all").click();
        assertThat(rows()).hasCount(5);

        console.field("Type of key").selectOption("internal");
        assertThat(rows()).hasCount(1);
        assertThat(console.row(agent.name() + "-api-key")).isVisible();
    }

    private void shows(String filter, String key) {
        console.link(filter).click();
        assertThat(rows()).hasCount(1);
        assertThat(console.row(key)).isVisible();
    }

    @Test
    void tenThousandKeysAreFilteredAndPagedThrough() throws SQLException {
        try (var connection = world.database().connect();
                var statement = connection.createStatement()) {
            assertEquals(10_000, statement.executeUpdate(MANY_KEYS.formatted(agent.id())));
        }

        console.goToAgent(agent.name());
        assertThat(rows()).hasCount(25);
        assertThat(console.row("key-1")).isVisible();
        console.link("Next").click();
        assertThat(console.row("key-26")).isVisible();
        assertThat(console.text("Page 2")).isVisible();
        console.link("Unused for 90 days").click();
        assertThat(console.row("key-25")).isVisible();
        console.go("agents/" + agent.name() + "?page=401");
        assertThat(console.row(agent.name() + "-api-key")).isVisible();
        assertThat(console.link("Next")).isHidden();
        console.go("agents?q=" + agent.name());
        assertThat(console.row(agent.name())).containsText("10,001");
    }

    private Locator rows() {
        return console.page()
                .getByRole(AriaRole.ROW)
                .filter(new Locator.FilterOptions().setHas(console.page().getByRole(AriaRole.CELL)));
    }

    private String create(Map<String, Object> terms) {
        var answer = world.api()
                .createKey(new JsonObject(new HashMap<>(terms))
                        .put("agent_id", agent.id())
                        .getMap());
        assertEquals(200, answer.statusCode(), answer::body);
        return new JsonObject(answer.body()).getString("id");
    }

    private void disable(String id) {
        assertEquals(
                200,
                world.api()
                        .patch("/agent_api_keys/" + id, "{\"enabled\": false}")
                        .statusCode());
    }

    private void revoke(String id) {
        assertEquals(
                200, world.api().post("/agent_api_keys/" + id + "/revoke", "{}").statusCode());
    }
}
