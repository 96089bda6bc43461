package dev.agentkeys.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.agentkeys.testsupport.Api;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The life of a key in the console. */
@ExtendWith(ConsoleWorld.Shared.class)
class KeyChecks {

    private ConsoleWorld world;
    private ConsolePage console;
    private Api.RegisteredAgent agent;

    @BeforeEach
    void open(ConsoleWorld world) {
        this.world = world;
        agent = world.api().registerAgent();
        console = world.open().signIn().goToAgent(agent.name());
    }

    @AfterEach
    void close() {
        console.close();
    }

    @Test
    void aNewKeyIsShownOnceAndCopied() {
        console.press("Create key");
        console.field("Name").fill("ci/deploy");
        console.field("Expires").selectOption("In 30 days");
        console.page().getByLabel("Metadata").fill("{\"team\": \"parcels\"}");
        console.answer("Create key");

        var value = console.secret("API key");
        assertEquals("VALID", verify(value));
        console.press("Copy API key");
        assertThat(console.text("API key copied")).isVisible();
        assertEquals(value, console.page().evaluate("navigator.clipboard.readText()"));
        assertThat(console.button("Done")).isDisabled();
        console.page().keyboard().press("Escape");
        assertThat(console.dialog()).isVisible();
        console.store();

        assertThat(console.row("ci/deploy")).containsText("in 30 days");
        assertThat(console.row("ci/deploy")).containsText("team: parcels");
        assertFalse(console.page().content().contains(value));
    }

    @Test
    void aMistakeInAFormIsExplainedInTheApisWords() {
        console.press("Create key");
        console.answer("Create key");

        assertThat(console.dialog()).containsText("name: String should have at least 1 character");
        console.page().getByLabel("Metadata").fill("{");
        console.answer("Create key");
        assertThat(console.dialog()).containsText("The metadata is not JSON");
        console.answer("Cancel");
        assertThat(console.dialog()).isHidden();
    }

    @Test
    void aRotatedKeyHasTwoGoodValuesForTheOverlap() {
        var old = create(Map.of("name", "rotated"));
        console.link("rotated").click();
        console.press("Rotate…");
        console.field("The old value").selectOption("Stays good for an hour");
        console.answer("Rotate");

        var value = console.secret("New API key");
        console.store();

        assertEquals("VALID", verify(old));
        assertEquals("VALID", verify(value));
        assertThat(console.text("Key rotated")).isVisible();
    }

    @Test
    void aKeyIsDisabledAndEnabled() {
        var value = create(Map.of("name", "paused"));
        console.link("paused").click();
        console.press("Disable");
        assertThat(console.button("Enable")).isVisible();
        assertEquals("DISABLED", verify(value));

        console.press("Enable");

        assertThat(console.button("Disable")).isVisible();
        assertEquals("VALID", verify(value));
    }

    @Test
    void aKeyIsChanged() {
        create(Map.of("name", "before", "metadata", Map.of("team", "parcels", "ticket", 7)));
        console.link("before").click();
        console.press("Change…");
        console.field("Name").fill("after");
        console.field("Expires").selectOption("In 90 days");
        console.field("Metadata").fill("{\"team\": \"letters\"}");
        console.answer("Save");

        assertThat(console.heading()).hasText("after");
        assertThat(console.page().locator("main")).containsText("in 90 days");
        assertThat(console.page().locator("pre")).hasText("{\n  \"team\": \"letters\"\n}");
    }

    @Test
    void aKeyExpires() {
        var value = create(Map.of("name", "short-lived", "expires_in", 1));
        Awaitility.await().until(() -> verify(value).equals("EXPIRED"));

        console.link("Expired").click();

        assertThat(console.row("short-lived")).containsText("Expired");
    }

    @Test
    void aKeyIsRevokedWithAReason() {
        var value = create(Map.of("name", "leaked"));
        console.link("leaked").click();
        console.press("Revoke…");
        console.field("Reason").selectOption("The key leaked");
        console.dialog().getByLabel("Comment").fill("Seen in a build log");
        console.answer("Revoke for good");

        assertThat(console.page().locator("main")).containsText("key compromise – Seen in a build log");
        assertEquals("REVOKED", verify(value));
    }

    @Test
    void aKeyIsDeleted() {
        var value = create(Map.of("name", "unwanted"));
        console.link("unwanted").click();
        console.press("Delete…");
        console.answer("Delete key");

        assertThat(console.heading()).hasText(agent.name());
        assertThat(console.link(agent.name() + "-api-key")).isVisible();
        assertThat(console.link("unwanted")).isHidden();
        assertEquals("NOT_FOUND", verify(value));
    }

    @Test
    void scriptsInNamesAndMetadataAreTexts() {
        var script = "<script>alert('name')</script>";
        create(Map.of("name", script, "metadata", Map.of("<img src=x onerror=alert(1)>", script)));

        assertThat(console.row(script)).containsText("<img src=x onerror=alert(1)>");
        console.link(script).click();
        assertThat(console.heading()).hasText(script);
        assertThat(console.page().locator("pre")).containsText("onerror=alert(1)");
    }

    @Test
    void aNewWebhookShowsItsUrlAndSecret() {
        console.link("Webhooks").click();
        assertThat(console.text("No webhooks yet")).isVisible();
        console.press("Set up webhook");
        console.field("Repository").fill("octo/hello");
        console.field("Path at the agent").fill("issues");
        console.answer("Set up webhook");

        assertThat(console.dialog()).containsText("Payload URL");
        assertEquals(
                world.api().uri() + "/agents/forward/name/" + agent.name() + "/issues", console.secret("Payload URL"));
        assertFalse(console.secret("Secret").isEmpty());
        console.store();
        assertThat(console.row("octo/hello")).containsText("github");
    }

    @Test
    void aKeyIsCheckedInWordsAndLeavesNoTrace() {
        var value = create(Map.of("name", "checked"));
        console.go("check");
        console.field("Key").fill(value);
        console.press("Check");

        assertThat(console.text("This key is good.")).isVisible();
        assertThat(console.link("checked")).isVisible();
        assertThat(console.field("Key")).hasValue("");
        assertFalse(console.page().content().contains(value));
        assertFalse(console.page().url().contains(value));

        console.field("Key").fill(value.substring(0, value.length() - 1));
        console.press("Check");
        assertThat(console.text("This is not a whole key.")).isVisible();
    }

    private String create(Map<String, Object> terms) {
        var body = new JsonObject(new HashMap<>(terms)).put("agent_id", agent.id());
        var answer = world.api().createKey(body.getMap());
        assertEquals(200, answer.statusCode(), answer::body);
        console.page().reload();
        console.signIn();
        return new JsonObject(answer.body()).getString("api_key");
    }

    private String verify(String value) {
        var answer = world.api()
                .post("/agent_api_keys/verify", JsonObject.of("api_key", value).encode());
        return new JsonObject(answer.body()).getString("code");
    }
}
