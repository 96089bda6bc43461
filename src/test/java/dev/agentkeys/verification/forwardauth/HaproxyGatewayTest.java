package dev.agentkeys.verification.forwardauth;

import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Runs the documented snippet in a real HAProxy in front of a real agent. */
@QuarkusTest
class HaproxyGatewayTest extends GatewayPromises {

    @Override
    List<String> versionCommand() {
        return List.of("haproxy", "-v");
    }

    @Override
    List<String> configure(Path directory, Wiring wiring) throws IOException {
        var script = directory.resolve("agent-key.lua");
        Files.writeString(script, wiring.of(FORWARD_AUTH.block("lua")));
        var file = directory.resolve("haproxy.cfg");
        Files.writeString(
                file,
                wiring.of(FORWARD_AUTH.block("haproxy"), "bind :80", "bind 127.0.0.1:%d")
                        .replace("/etc/haproxy/agent-key.lua", script.toString()));
        return List.of("haproxy", "-db", "-f", file.toString());
    }
}
