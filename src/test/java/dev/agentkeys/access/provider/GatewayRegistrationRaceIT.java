package dev.agentkeys.access.provider;

import static dev.agentkeys.testsupport.Api.json;
import static dev.agentkeys.testsupport.Api.registerAgent;
import static dev.agentkeys.testsupport.Api.registration;
import static dev.agentkeys.testsupport.AuthProviderServer.CHECK;
import static dev.agentkeys.testsupport.AuthProviderServer.REGISTER;
import static dev.agentkeys.testsupport.AuthProviderServer.status;
import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agentkeys.testsupport.AuthProviderServer;
import dev.agentkeys.testsupport.Concurrently;
import dev.agentkeys.testsupport.ServiceWithAuthProvider;
import dev.agentkeys.testsupport.SharedProcesses;
import dev.agentkeys.testsupport.TestDatabase;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * While the auth provider decides about an agent, another request may change that agent. The service then asks the
 * provider again.
 */
@ExtendWith(SharedProcesses.class)
class GatewayRegistrationRaceIT {

    private static AuthProviderServer provider;

    private final String name = "agent-" + UUID.randomUUID();

    @BeforeAll
    static void use(ServiceWithAuthProvider shared) {
        provider = shared.provider();
    }

    @BeforeEach
    void befriend() {
        provider.reset();
    }

    @Test
    void aNameThatIsTakenWhileItsAgentIsRegisteredNeedsUpdateOnTheOtherAgent() {
        var taken = new AtomicBoolean();
        provider.allow("create agent *");
        provider.decide(REGISTER, call -> {
            if (taken.compareAndSet(false, true)) {
                insertAgent();
            }
            return status(200);
        });

        json(registration(name)).post("/agents/register").then().statusCode(403);

        var winner = ids().get(0);
        assertEquals(List.of("create agent *", "update agent " + winner, "read agent " + winner), provider.checks());
        assertEquals(List.of(), provider.registered());
        assertEquals(List.of("of somebody else"), descriptions());
    }

    @Test
    void updatesAnAgentThatTookTheNameMeanwhileIfTheProviderPermits() {
        var taken = new AtomicBoolean();
        provider.decide(REGISTER, call -> {
            if (taken.compareAndSet(false, true)) {
                insertAgent();
            }
            return status(200);
        });

        var agent = registerAgent(name);

        assertEquals(ids().get(0), agent.id());
        assertEquals(List.of("An agent of the tests"), descriptions());
        // The agent that existed had no key. It gets one, and the provider knows the key's owner.
        assertEquals(List.of("api_key " + internalKeyId()), provider.registered());
    }

    @Test
    void aDeletedAgentThatAnotherCallerRevivesMeanwhileIsNotTakenOver() {
        for (var status : List.of("Ready", "BuildOnly")) {
            provider.reset();
            var agent = registerAgent("agent-" + UUID.randomUUID());
            given().delete("/agents/{id}", agent.id()).then().statusCode(200);
            provider.reset();
            provider.allow("create agent *");
            provider.decide(REGISTER, call -> {
                TestDatabase.query(
                        "update agent set status = ?, description = 'revived' where id = ?::uuid returning id",
                        status,
                        agent.id());
                return status(200);
            });

            json(registration(agent.name())).post("/agents/register").then().statusCode(403);

            assertEquals(
                    List.of("revived"),
                    TestDatabase.query("select description from agent where id = ?::uuid", agent.id()));
            // The caller that revived the agent has also registered it with the provider.
            assertEquals(List.of("agent " + agent.id()), provider.registered());
        }
    }

    @Test
    void anAgentThatIsDeletedWhileItIsUpdatedDoesNotComeBackUnregistered() {
        var agent = registerAgent(name);
        var deleted = new AtomicBoolean();
        provider.reset();
        provider.decide(CHECK, call -> {
            if (deleted.compareAndSet(false, true)) {
                TestDatabase.query(
                        "update agent set status = 'Deleted', incarnation = incarnation + 1 where id = ?::uuid"
                                + " returning id",
                        agent.id());
            }
            return status(200);
        });

        registerAgent(name);

        assertEquals(List.of("update agent " + agent.id(), "create agent *"), provider.checks());
        assertEquals(List.of("agent " + agent.id(), "api_key " + internalKeyId()), provider.registered());
    }

    @Test
    void replicasThatRegisterAtOnceGetOneAgentWithAnOwner() {
        for (int round = 0; round < 3; round++) {
            var answers = Concurrently.answersOf(8, () -> registerAgent(name));

            assertEquals(1, new HashSet<>(answers).size());
            assertEquals(
                    Set.of("agent " + answers.get(0).id(), "api_key " + internalKeyId()),
                    new HashSet<>(provider.registered()));
            given().delete("/agents/name/{name}", name).then().statusCode(200);
            provider.reset();
        }
    }

    @Test
    void registrationsThatMeetDeletionsLeaveALiveAgentWithOneInternalKeyAndADeletedOneWithNone() {
        var turn = new AtomicInteger();
        registerAgent(name);

        for (int round = 0; round < 3; round++) {
            Concurrently.answersOf(
                    8,
                    () -> turn.getAndIncrement() % 2 == 0
                            ? json(registration(name)).post("/agents/register").statusCode()
                            : given().delete("/agents/name/{name}", name).statusCode());

            assertEquals(
                    TestDatabase.query(
                            "select case status when 'Deleted' then 0 else 1 end from agent where name = ?", name),
                    TestDatabase.query(
                            "select count(*) from agent_api_key k join agent a on a.id = k.agent_id"
                                    + " and a.incarnation = k.agent_incarnation where a.name = ?",
                            name));
        }
    }

    private void insertAgent() {
        TestDatabase.query(
                "insert into agent (id, name, description, status, status_reason, acp_type)"
                        + " values (gen_random_uuid(), ?, 'of somebody else', 'Ready', '', 'async') returning id",
                name);
    }

    private List<String> ids() {
        return TestDatabase.query("select id from agent where name = ?", name);
    }

    private List<String> descriptions() {
        return TestDatabase.query("select description from agent where name = ?", name);
    }

    private String internalKeyId() {
        var keys = TestDatabase.query(
                "select k.id from agent_api_key k join agent a on a.id = k.agent_id"
                        + " and a.incarnation = k.agent_incarnation where a.name = ? and k.api_key_type = 'internal'",
                name);
        assertEquals(1, keys.size());
        return keys.get(0);
    }
}
