package dev.agentkeys.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A process that lets in every caller, with settings of keys, of forwarding and of forward auth. No setting affects a
 * test of another.
 *
 * @param file the {@code application.properties} that it reads besides
 */
public record ConfiguredService(OwnService service, Path file) implements AutoCloseable {

    static ConfiguredService start() {
        var file = fileWithAnOldName();
        return new ConfiguredService(
                OwnService.start(Map.ofEntries(
                        Map.entry("quarkus.config.locations", file.toString()),
                        Map.entry("agentkeys.api-keys.max-lifetime-external", "P30D"),
                        Map.entry("agentkeys.api-keys.default-lifetime-external", "PT1H"),
                        Map.entry("agentkeys.api-keys.max-lifetime-internal", "P1D"),
                        Map.entry("agentkeys.forward-auth.host-pattern", "(?<agent>[a-z0-9-]+)\\.agents\\.example"),
                        Map.entry("agentkeys.forward-auth.path-pattern", "/a/(?<agent>[a-z0-9-]+)(/.*)?"),
                        // Quarkus would answer preflights itself, but this service answers a gateway before.
                        Map.entry("quarkus.http.cors.enabled", "true"),
                        Map.entry("quarkus.http.cors.origins", "https://ui.example"),
                        Map.entry("agentkeys.ingress.max-concurrent", "2"),
                        Map.entry("agentkeys.ingress.max-waiting", "1"),
                        Map.entry("agentkeys.ingress.wait-timeout", "1s"),
                        Map.entry("agentkeys.ingress.connect-timeout", "2s"),
                        Map.entry("agentkeys.ingress.response-timeout", "2s"),
                        Map.entry("agentkeys.ingress.idle-timeout", "1s"),
                        Map.entry("agentkeys.ingress.body-timeout", "1s"),
                        Map.entry("agentkeys.ingress.max-buffered", "2M"),
                        Map.entry("agentkeys.ingress.allowed-hosts", "127.0.0.1,local*,169.254.*,*.invalid"),
                        Map.entry("agentkeys.ingress.allow-loopback", "true"))),
                file);
    }

    /**
     * Sets a property by the name that it had in earlier versions. The start would ignore an unknown variable, but no
     * unknown property.
     */
    private static Path fileWithAnOldName() {
        try {
            return Files.writeString(
                    Files.createTempFile("agent-api-keys", ".properties"), "agentkeys.gateway.pass-preflight=true\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        service.close();
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
