package dev.agentkeys.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** What {@code docker compose} runs: the service and a PostgreSQL, for this machine only. */
class CompositionTest {

    private static final Path FILE = Path.of("docker/compose.yaml");

    private final Map<String, Object> composition = new Yaml().load(Manifests.read(FILE));

    @Test
    void theServiceIsRestrictedAndListensOnThisMachineOnly() {
        assertEquals(new Yaml().load("""
                image: agent-api-keys
                build: {context: .., dockerfile: docker/Dockerfile.jvm}
                restart: unless-stopped
                depends_on: {postgres: {condition: service_healthy}}
                environment:
                  DATABASE_URL_FILE: /run/secrets/agent-api-keys/database-url
                  AGENTKEYS_KEY_RING_FILE: /run/secrets/agent-api-keys/key-ring
                  AGENTKEYS_ACCESS_MODE: static
                  AGENTKEYS_ACCESS_TOKENS_FILE: /run/secrets/agent-api-keys/access-tokens
                  AGENTKEYS_PUBLIC_URL: http://localhost:8080
                volumes: ["secrets:/run/secrets/agent-api-keys:ro"]
                ports: ["127.0.0.1:8080:8080"]
                read_only: true
                tmpfs: ["/tmp:size=64m"]
                cap_drop: [ALL]
                security_opt: ["no-new-privileges:true"]
                mem_limit: 640m
                ulimits: {nofile: 40000}
                stop_grace_period: 80s
                healthcheck:
                  test:
                    - CMD
                    - bash
                    - -c
                    - >-
                      exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /readyz HTTP/1.0\\r\\n\\r\\n' >&3
                      && head -n 1 <&3 | grep -q ' 200 '
                  interval: 10s
                  timeout: 5s
                  retries: 3
                  start_period: 60s
                  start_interval: 1s
                """), services().get("agent-api-keys"));
    }

    @Test
    void theDatabaseKeepsWhatItStoresAndIsWaitedFor() {
        assertEquals(new Yaml().load("""
                image: postgres:18
                restart: unless-stopped
                depends_on: {secrets: {condition: service_completed_successfully}}
                environment:
                  POSTGRES_USER: agentkeys
                  POSTGRES_PASSWORD_FILE: /run/secrets/agent-api-keys/postgres-password
                volumes: ["data:/var/lib/postgresql", "secrets:/run/secrets/agent-api-keys:ro"]
                healthcheck:
                  test: [CMD, pg_isready, -q, -h, 127.0.0.1, -U, agentkeys]
                  interval: 5s
                  timeout: 3s
                  retries: 5
                  start_period: 60s
                  start_interval: 1s
                """), services().get("postgres"));
        assertEquals(Set.of("data", "secrets"), ((Map<?, ?>) composition.get("volumes")).keySet());
    }

    @Test
    void itHoldsNoSecret() {
        services().values().stream()
                .filter(service -> service.get("environment") != null)
                .flatMap(service -> ((Map<?, ?>) service.get("environment"))
                        .keySet().stream().map(String::valueOf))
                .forEach(name -> assertFalse(
                        name.matches(".*(URL|RING|TOKENS|PASSWORD)") && !name.equals("AGENTKEYS_PUBLIC_URL"), name));
    }

    @SuppressWarnings("unchecked")
    private Map<String, Map<String, Object>> services() {
        return (Map<String, Map<String, Object>>) composition.get("services");
    }
}
