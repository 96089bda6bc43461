package dev.agentkeys.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.AgentServer;
import dev.agentkeys.testsupport.OwnDatabase;
import dev.agentkeys.testsupport.PackagedApplication;
import dev.agentkeys.testsupport.ServiceProcess;
import dev.agentkeys.testsupport.TokenIssuer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code doctor} checks everything in one run, and changes nothing. Plain tests show what each check finds. */
class DoctorIT {

    private static final String CANARY = "canary5secret";

    @Test
    void findsThatAllIsWell() {
        try (var database = OwnDatabase.migrated();
                var issuer = TokenIssuer.start();
                var agent = new AgentServer()) {
            var table = outputOf(
                    0,
                    Map.of(
                            "DATABASE_URL",
                            database.url(),
                            "AGENTKEYS_KEY_RING",
                            PackagedApplication.KEY_RING,
                            "AGENTKEYS_ACCESS_MODE",
                            "static,oidc",
                            "AGENTKEYS_ACCESS_TOKENS",
                            "ci:" + "0".repeat(64) + ":keys:verify",
                            "QUARKUS_OIDC_AUTH_SERVER_URL",
                            issuer.url(),
                            "QUARKUS_OIDC_TOKEN_AUDIENCE",
                            TokenIssuer.AUDIENCE,
                            "AGENTKEYS_PUBLIC_URL",
                            "https://agents.example",
                            "AGENTKEYS_INGRESS_CONNECT_TIMEOUT",
                            "60s",
                            "AGENTKEYS_INGRESS_ALLOW_LOOPBACK",
                            "true"),
                    agent.url());

            for (var line : List.of(
                    "ok  database: schema",
                    "ok  database: privileges",
                    "ok  database: pool",
                    "ok  key ring: secrets  can be read, the current one first: test",
                    "ok  key ring: database  the ring fits",
                    "ok  access: tokens",
                    "ok  access: issuer",
                    "ok  public url: webhooks  have URLs that begin with https://agents.example",
                    "ok  agent: 127.0.0.1:",
                    ", 0 FAILED")) {
                assertTrue(table.contains(line), () -> line + " in " + table);
            }
            assertEquals(List.of("0"), database.query("select count(*) from key_ring_key"));
        }
    }

    @Test
    void findsEverythingThatIsWrongAndTellsNoSecret() {
        var table = outputOf(
                1,
                Map.of(
                        "DATABASE_URL",
                        "postgresql://agentkeys:" + CANARY + "@127.0.0.1:1/agentkeys",
                        "AGENTKEYS_KEY_RING",
                        "k1:" + CANARY + "!",
                        "AGENTKEYS_ACCESS_MODE",
                        "gateway,oidc",
                        "QUARKUS_OIDC_AUTH_SERVER_URL",
                        "http://127.0.0.1:1",
                        "QUARKUS_OIDC_TOKEN_AUDIENCE",
                        "agent-api-keys",
                        "AGENTEX_AUTH_URL",
                        "http://127.0.0.1:1"),
                "http://169.254.169.254/latest",
                "http://user:" + CANARY + "@agent.example");

        for (var line : List.of(
                "FAILED  database: connection",
                "FAILED  key ring: configuration",
                "FAILED  access: issuer",
                "FAILED  access: auth provider",
                "warning  public url: webhooks",
                "FAILED  agent: 169.254.169.254:80",
                "FAILED  agent: URL",
                "0 ok, 1 warning, 6 FAILED")) {
            assertTrue(table.contains(line), () -> line + " in " + table);
        }
        assertFalse(table.contains(CANARY), table);
    }

    private static String outputOf(int exitCode, Map<String, String> environment, String... agents) {
        var arguments = new String[agents.length + 1];
        arguments[0] = "doctor";
        System.arraycopy(agents, 0, arguments, 1, agents.length);
        try (var process = ServiceProcess.launch(environment, arguments)) {
            assertEquals(exitCode, process.awaitExit(), process::output);
            assertFalse(process.output().contains("Listening on"), process::output);
            return process.output().replaceAll(" {2,}", "  ");
        }
    }
}
