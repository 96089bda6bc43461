package dev.agentkeys.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.access.Role;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** {@code docker compose} runs the service and a PostgreSQL, which only this machine can reach. */
class CompositionTest {

    private static final Path FILE = Path.of("docker/compose.yaml");

    private static final Pattern ROLES_OF_THE_TOKEN = Pattern.compile("'admin:%s:([^']+)'");

    private final Map<String, Object> composition = new Yaml().load(Manifests.read(FILE));

    @Test
    void theServiceIsReachedFromThisMachineOnly() {
        assertEquals(List.of("127.0.0.1:8080:8080"), service().get("ports"));
        assertFalse(postgres().containsKey("ports"), "the database has a published port");
    }

    @Test
    void theServiceIsRestricted() {
        assertEquals(true, service().get("read_only"));
        assertEquals(List.of("ALL"), service().get("cap_drop"));
        assertEquals(List.of("no-new-privileges:true"), service().get("security_opt"));
        assertEquals(
                List.of("secrets:/run/secrets/agent-api-keys:ro"), service().get("volumes"));
    }

    @Test
    void theDatabaseHasAVolumeAndTheServiceWaitsForIt() {
        assertEquals(
                Map.of("postgres", Map.of("condition", "service_healthy")),
                service().get("depends_on"));
        assertTrue(((List<?>) postgres().get("volumes")).contains("data:/var/lib/postgresql"));
        assertEquals(Set.of("data", "secrets"), ((Map<?, ?>) composition.get("volumes")).keySet());
    }

    @Test
    void noVariableHoldsASecret() {
        services().values().stream()
                .filter(service -> service.get("environment") != null)
                .flatMap(service -> ((Map<?, ?>) service.get("environment"))
                        .keySet().stream().map(String::valueOf))
                .forEach(name -> assertFalse(
                        name.matches(".*(URL|RING|TOKENS|PASSWORD)") && !name.equals("AGENTKEYS_PUBLIC_URL"), name));
    }

    @Test
    void theTokenHasEveryRole() {
        var script = String.valueOf(services().get("secrets").get("command"));

        assertEquals(
                List.of(Role.ALL),
                ROLES_OF_THE_TOKEN
                        .matcher(script)
                        .results()
                        .map(roles -> Role.parse(roles.group(1)))
                        .toList());
    }

    private Map<String, Object> service() {
        return services().get("agent-api-keys");
    }

    private Map<String, Object> postgres() {
        return services().get("postgres");
    }

    @SuppressWarnings("unchecked")
    private Map<String, Map<String, Object>> services() {
        return (Map<String, Map<String, Object>>) composition.get("services");
    }
}
