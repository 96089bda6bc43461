package dev.agentkeys.verification;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.OwnDatabase;
import dev.agentkeys.testsupport.RawExchange;
import dev.agentkeys.testsupport.Replicas;
import dev.agentkeys.testsupport.ServiceClient;
import dev.agentkeys.testsupport.SharedProcesses;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The end of a key takes effect at once. No replica accepts the key after a request that ends it was answered, or after
 * its time is over by the database's clock. Ten thousand verifications, over all kinds of ends, show no exception.
 */
@ExtendWith(SharedProcesses.class)
class RevocationIT {

    private static final int VERIFICATIONS = 10_000;
    private static final int OF_EACH_END = VERIFICATIONS / End.values().length + 1;
    private static final int CALLERS = 8;
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(120);

    private static OwnDatabase database;
    private static List<ServiceClient> replicas;

    private enum End {
        DELETION {
            @Override
            void of(Key key, ServiceClient replica) {
                require(replica.delete(key.path()));
            }
        },
        REVOCATION {
            @Override
            void of(Key key, ServiceClient replica) {
                require(replica.post(key.path() + "/revoke", "{\"reason\":\"key_compromise\"}"));
            }
        },
        REVOCATION_BY_THE_HOLDER {
            @Override
            void of(Key key, ServiceClient replica) {
                var holder = new ServiceClient(replica.uri(), Map.of("X-Agent-API-Key", key.value()));
                require(holder.post("/agent_api_keys/self/revoke", "{}"));
            }
        },
        DISABLING {
            @Override
            void of(Key key, ServiceClient replica) {
                require(replica.patch(key.path(), "{\"enabled\":false}"));
            }
        },
        ROTATION {
            @Override
            void of(Key key, ServiceClient replica) {
                require(replica.post(key.path() + "/rotate", "{}"));
            }
        },
        EXPIRY {
            @Override
            void of(Key key, ServiceClient replica) {
                require(replica.patch(key.path(), "{\"expires_in\":1}"));
                awaitTime("expires_at", key);
            }
        },
        END_OF_AN_OVERLAP {
            @Override
            void of(Key key, ServiceClient replica) {
                require(replica.post(key.path() + "/rotate", "{\"overlap\":1}"));
                awaitTime("previous_expires_at", key);
            }
        };

        /** Ends the key, and returns after the key has ended. */
        abstract void of(Key key, ServiceClient replica);

        private static void require(HttpResponse<String> answer) {
            assertEquals(200, answer.statusCode(), answer.body());
        }

        private static void awaitTime(String column, Key key) {
            await().atMost(LONG_ENOUGH).until(() -> database.query(
                            "select " + column + " <= now() from agent_api_key where id = '" + key.id() + "'")
                    .equals(List.of("t")));
        }
    }

    private record Key(String id, String value) {

        static Key issue(ServiceClient client) {
            var agent = client.registerAgent();
            var answer = new JsonObject(client.createKey(Map.of("agent_id", agent.id(), "name", "ci"))
                    .body());
            return new Key(answer.getString("id"), answer.getString("api_key"));
        }

        String path() {
            return "/agent_api_keys/" + id;
        }
    }

    @BeforeAll
    static void start(Replicas shared) {
        database = shared.database();
        replicas = shared.clients();
    }

    @ParameterizedTest
    @EnumSource
    void noReplicaAcceptsAKeyThatHasEnded(End end) throws Exception {
        var key = Key.issue(replicas.get(0));
        var run = new Run(replicas, key.value());

        run.verifyWhile(() -> {
            run.awaitAccepted(VERIFICATIONS / 20);
            end.of(key, replicas.get(1));
        });

        assertTrue(run.askedAfterTheEnd.get() >= OF_EACH_END);
        assertEquals(0, run.acceptedAfterTheEnd.get());
    }

    /** Asks the replicas in turn, and counts their answers before and after the end of the key. */
    private static final class Run {

        private final List<ServiceClient> replicas;
        private final String question;
        private final AtomicInteger turn = new AtomicInteger();
        private final AtomicInteger accepted = new AtomicInteger();
        private final AtomicInteger askedAfterTheEnd = new AtomicInteger();
        private final AtomicInteger acceptedAfterTheEnd = new AtomicInteger();
        private volatile boolean ended;
        private volatile boolean over;

        Run(List<ServiceClient> replicas, String key) {
            this.replicas = replicas;
            this.question = JsonObject.of("api_key", key).encode();
        }

        /** Verifies the key until there are enough answers after its end. */
        void verifyWhile(Runnable end) throws Exception {
            var threads = Executors.newFixedThreadPool(CALLERS);
            try {
                var running = new ArrayList<Future<Void>>();
                for (int i = 0; i < CALLERS; i++) {
                    running.add(threads.submit(this::askAgainAndAgain));
                }
                end.run();
                ended = true;
                for (var future : running) {
                    future.get(LONG_ENOUGH.toSeconds(), TimeUnit.SECONDS);
                }
            } finally {
                over = true;
                threads.shutdownNow();
            }
        }

        void awaitAccepted(int times) {
            await().atMost(LONG_ENOUGH).pollInterval(Duration.ofMillis(5)).until(() -> accepted.get() >= times);
        }

        private Void askAgainAndAgain() {
            try (var one = connect(0);
                    var two = connect(1);
                    var three = connect(2)) {
                var clients = List.of(one, two, three);
                while (!over && askedAfterTheEnd.get() < OF_EACH_END) {
                    ask(clients.get(turn.getAndIncrement() % clients.size()));
                }
                return null;
            }
        }

        private RawExchange connect(int replica) {
            return new RawExchange(replicas.get(replica).uri().getPort());
        }

        private void ask(RawExchange replica) {
            boolean afterTheEnd = ended;
            boolean valid = new JsonObject(
                            replica.post("/agent_api_keys/verify", question).body())
                    .getBoolean("valid");
            if (valid) {
                accepted.incrementAndGet();
            }
            if (afterTheEnd) {
                askedAfterTheEnd.incrementAndGet();
                if (valid) {
                    acceptedAfterTheEnd.incrementAndGet();
                }
            }
        }
    }
}
