package dev.agentkeys.verification.forwardauth;

import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Runs the documented snippet in a real Caddy in front of a real agent. */
@QuarkusTest
class CaddyGatewayTest extends GatewayPromises {

    @Override
    List<String> versionCommand() {
        return List.of("caddy", "version");
    }

    @Override
    List<String> configure(Path directory, Wiring wiring) throws IOException {
        var file = directory.resolve("Caddyfile");
        Files.writeString(
                file, """
                {
                	admin off
                }
                %s
                """.formatted(wiring.of(FORWARD_AUTH.block("caddyfile"), ":80 {", "http://127.0.0.1:%d {")));
        return List.of("caddy", "run", "--config", file.toString(), "--adapter", "caddyfile");
    }
}
