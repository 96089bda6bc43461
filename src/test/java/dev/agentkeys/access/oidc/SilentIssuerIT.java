package dev.agentkeys.access.oidc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agentkeys.testsupport.GuardedService;
import dev.agentkeys.testsupport.SharedProcesses;
import dev.agentkeys.testsupport.SigningKey;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The issuer accepts connections and does not answer. The service starts, and lets no caller in with a JWT. */
@ExtendWith(SharedProcesses.class)
class SilentIssuerIT {

    @Test
    void doesNotWaitForAnIssuerThatIsSilent(GuardedService shared) {
        var token = SigningKey.generate().sign(Map.of("iss", "https://issuer.example", "groups", "agents:read"));

        var answer = shared.service().process().client().withToken(token).get("/agents");

        assertEquals(503, answer.statusCode(), answer::body);
    }
}
