package dev.agentkeys.console;

import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.LoadState;
import io.vertx.core.json.JsonObject;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

/** Takes the pictures of docs/console.md from the running console, if a property asks for it. */
@ExtendWith(ConsoleWorld.Shared.class)
@EnabledIfSystemProperty(named = "console.pictures", matches = "true")
class Pictures {

    private static final int WIDE = 1024;
    private static final int NARROW = 360;
    private static final int DAY = 86_400;
    private static final int COLOURS = 256;

    @Test
    void take(ConsoleWorld world) {
        var key = fill(world);
        try (var console = world.open(WIDE, ColorScheme.LIGHT).signIn()) {
            take(console.go(""), "overview");
            take(console.go("agents/triage"), "keys");
            console.press("Create key");
            console.field("Name").fill("data-pipeline");
            console.answer("Create key");
            console.button("Done").waitFor();
            take(console, "new-key");
        }
        try (var console = world.open(WIDE, ColorScheme.DARK).signIn()) {
            take(console.go("agents/triage/keys/" + key), "key-dark");
        }
        try (var console = world.open(NARROW, ColorScheme.LIGHT).signIn()) {
            take(console.go("agents/triage"), "keys-narrow");
        }
    }

    private static void take(ConsolePage console, String name) {
        console.page().waitForLoadState(LoadState.NETWORKIDLE);
        var picture = console.page().screenshot();
        try {
            ImageIO.write(
                    withFewColours(ImageIO.read(new ByteArrayInputStream(picture))),
                    "png",
                    new File("docs/images/console-" + name + ".png"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The picture with its 256 most frequent colours, which needs a third of the space. The nearest of these replaces
     * every other colour.
     */
    private static BufferedImage withFewColours(BufferedImage picture) {
        int width = picture.getWidth();
        int height = picture.getHeight();
        int[] pixels = picture.getRGB(0, 0, width, height, null, 0, width);
        int[] palette = Arrays.stream(pixels)
                .boxed()
                .collect(Collectors.groupingBy(colour -> colour, Collectors.counting()))
                .entrySet()
                .stream()
                .sorted(Map.Entry.<Integer, Long>comparingByValue().reversed())
                .limit(COLOURS)
                .mapToInt(Map.Entry::getKey)
                .toArray();
        var colours = new IndexColorModel(Byte.SIZE, palette.length, palette, 0, false, -1, DataBuffer.TYPE_BYTE);
        var indexed = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED, colours);
        indexed.setRGB(0, 0, width, height, pixels, 0, width);
        return indexed;
    }

    /**
     * Creates agents and keys as a real installation may have them. Returns the id of the key that the pictures show.
     */
    private static String fill(ConsoleWorld world) {
        for (var name : new String[] {"courier", "billing-assistant", "triage"}) {
            world.api()
                    .register(new HashMap<>(Map.of(
                            "name", name,
                            "description", "Sorts incoming issues and answers the simple ones",
                            "acp_url", "http://localhost:8000",
                            "acp_type", "async")));
        }
        create(world, Map.of("name", "support-portal", "expires_in", 90 * DAY));
        create(world, Map.of("name", "nightly-report", "expires_in", 12 * DAY));
        var off = create(world, Map.of("name", "old-dashboard"));
        world.api().patch("/agent_api_keys/" + off, "{\"enabled\": false}");
        var leaked = create(world, Map.of("name", "contractor", "metadata", Map.of("team", "parcels")));
        world.api().post("/agent_api_keys/" + leaked + "/revoke", "{\"reason\": \"key_compromise\"}");
        for (int days = 3; days < 30; days += 4) {
            create(world, Map.of("name", "partner-" + days, "expires_in", days * DAY));
        }
        return create(
                world,
                Map.of(
                        "name",
                        "ci/deploy",
                        "expires_in",
                        5 * DAY,
                        "metadata",
                        Map.of("team", "platform", "ticket", 7)));
    }

    private static String create(ConsoleWorld world, Map<String, Object> terms) {
        var body = new JsonObject(new HashMap<>(terms)).put("agent_name", "triage");
        return new JsonObject(world.api().createKey(body.getMap()).body()).getString("id");
    }
}
