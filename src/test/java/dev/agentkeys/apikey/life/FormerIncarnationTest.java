package dev.agentkeys.apikey.life;

import static dev.agentkeys.testsupport.Api.registerAgent;
import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.agentkeys.access.Caller;
import dev.agentkeys.apikey.ApiKeyService;
import dev.agentkeys.apikey.KeyIssuance;
import dev.agentkeys.apikey.RequestedKey;
import dev.agentkeys.keymaterial.KeyType;
import dev.agentkeys.keystore.AgentReference;
import dev.agentkeys.keystore.RevocationReason;
import dev.agentkeys.problem.ProblemException;
import dev.agentkeys.testsupport.Api.RegisteredAgent;
import dev.agentkeys.testsupport.JsonAnswer;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * An agent is deleted and registered again while a request of its former incarnation is in progress. The key of that
 * request gives no access to the new incarnation.
 */
@QuarkusTest
class FormerIncarnationTest {

    private static final int FORMER = 1;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Inject
    KeyIssuance issuance;

    @Inject
    ApiKeyService service;

    @Inject
    KeyLifeService life;

    @Inject
    KeyUpdateService updates;

    @Test
    void createsNoKeyOfTheNewIncarnation() {
        var agent = revived();

        for (var type : KeyType.values()) {
            var key =
                    new RequestedKey(AgentReference.byId(agent.id()), type, "octo/late", null, null, null, null, false);
            refused(issuance.issue(key, caller(agent), Optional.empty(), created -> created));
        }
        assertEquals(1, keysOf(agent));
    }

    @Test
    void endsAndChangesNoKeyOfTheNewIncarnation() {
        var agent = revived();
        var name = agent.name() + "-api-key";
        var id = given().queryParam("agent_id", agent.id())
                .queryParam("api_key_type", "internal")
                .get("/agent_api_keys/name/{name}", name)
                .as(JsonAnswer.class)
                .getString("id");

        refused(service.delete(id, caller(agent)));
        refused(life.rotate(id, new RotateApiKeyRequest(0L, null), caller(agent), Optional.empty()));
        refused(life.revoke(id, new RevokeApiKeyRequest(RevocationReason.UNSPECIFIED, null), caller(agent)));
        refused(updates.update(id, new UpdateApiKeyRequest("b", null, null, null, null, null), caller(agent)));
        refused(service.delete(AgentReference.byId(agent.id()), KeyType.INTERNAL, name, caller(agent)));
        assertEquals(1, keysOf(agent));
    }

    private static RegisteredAgent revived() {
        var agent = registerAgent();
        given().delete("/agents/{id}", agent.id()).then().statusCode(200);
        return registerAgent(agent.name());
    }

    private static Caller caller(RegisteredAgent agent) {
        return new Caller.Agent(UUID.fromString(agent.id()), agent.name(), FORMER, UUID.randomUUID());
    }

    private static void refused(Uni<?> request) {
        var problem = assertThrows(ProblemException.class, () -> request.await().atMost(PATIENCE));
        assertEquals(ProblemException.Kind.NOT_FOUND, problem.kind());
    }

    private static int keysOf(RegisteredAgent agent) {
        return given().queryParam("agent_id", agent.id())
                .get("/agent_api_keys")
                .as(JsonAnswer.class)
                .getList("id")
                .size();
    }
}
