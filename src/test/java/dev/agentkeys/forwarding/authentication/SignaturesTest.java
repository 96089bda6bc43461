package dev.agentkeys.forwarding.authentication;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.forwarding.body.HeldBody;
import dev.agentkeys.keymaterial.Secret;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calculates the published examples of GitHub and Slack, and signatures that openssl and Python have calculated. */
class SignaturesTest {

    private static final String SLACK_EXAMPLE =
            "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
                    + "&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
                    + "&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554"
                    + "%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";

    @Test
    void calculatesGitHubsPublishedExample() {
        assertEquals(
                "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
                Signatures.gitHub(Secret.of("It's a Secret to Everybody"), body("Hello, World!")));
    }

    @Test
    void calculatesSlacksPublishedExample() {
        assertEquals(
                "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
                Signatures.slack(Secret.of("8f742231b10e8888abcd99yyyzzz85a5"), "1531420618", body(SLACK_EXAMPLE)));
    }

    @Test
    void calculatesWhatOpensslCalculates() {
        assertEquals(
                "sha256=b415cb05b247ba732b8414e61aa66b85886565c00505b7bac67c66532a9f875d",
                Signatures.gitHub(
                        Secret.of("a-github-secret-with-ümläuts"),
                        body("{\"action\":\"opened\",\"repository\":{\"id\":1,\"full_name\":\"octo/hello\"}}")));
        assertEquals(
                "v0=2ae638112d60f437f38d2a044bbfe1d3a36fdd04c8c2707f75e7e1528341b26a",
                Signatures.slack(
                        Secret.of("slack-signing-secret"),
                        "1700000000",
                        body("{\"api_app_id\":\"A0123\",\"type\":\"event_callback\"}")));
    }

    /** The body is larger than a piece of a held body, and is not text in any encoding. */
    @Test
    void signsTheBytesInWhateverPiecesTheyArrive() {
        var body = new HeldBody();
        for (int i = 0; i < 256 * 1000; i++) {
            body.append(Buffer.buffer(new byte[] {(byte) i}));
        }

        assertEquals(
                "sha256=b8576f4334de84ffc060e603603e1803566532501f17065a53577b72fb06db2e",
                Signatures.gitHub(Secret.of("binary"), body));
        assertTrue(body.pieces().size() < 10, "single bytes are not joined into pieces");
    }

    @Test
    void matchesAnEqualSignature() {
        assertTrue(Signatures.match("sha256=00ff", "sha256=00ff"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "sha256=", "sha256=00fe", "sha256=00FF", "sha1=00ff", "00ff", "sha256=00ff00", "sha256=00f"})
    void matchesNoOtherSignature(String presented) {
        assertFalse(Signatures.match("sha256=00ff", presented));
    }

    private static HeldBody body(String text) {
        var body = new HeldBody();
        body.append(Buffer.buffer(text.getBytes(UTF_8)));
        return body;
    }
}
