package dev.agentkeys.verification.forwardauth;

import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Runs the documented snippet in a real nginx in front of a real agent. */
@QuarkusTest
class NginxGatewayTest extends GatewayPromises {

    @Override
    List<String> versionCommand() {
        return List.of("nginx", "-v");
    }

    @Override
    List<String> configure(Path directory, Wiring wiring) throws IOException {
        Files.writeString(directory.resolve("nginx.conf"), """
                daemon off;
                pid nginx.pid;
                error_log stderr;
                events {}
                http {
                  access_log off;
                  client_body_temp_path body;
                  proxy_temp_path proxy;
                  fastcgi_temp_path fastcgi;
                  uwsgi_temp_path uwsgi;
                  scgi_temp_path scgi;
                %s
                }
                """.formatted(
                        wiring.of(FORWARD_AUTH.block("nginx"), "listen 80;", "listen 127.0.0.1:%d;")));
        return List.of("nginx", "-p", directory.toString(), "-c", "nginx.conf");
    }
}
