package dev.agentkeys.database;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.agentkeys.resilience.Bulkhead;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StatementBatcherTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    private static final StatementBatcher.Limits LIMITS = new StatementBatcher.Limits(LONG, 1, LONG.dividedBy(8), 1000);

    /** A statement that was sent. The test completes the answers to its requests. */
    private record Sent(List<String> requests, Promise<List<String>> answers) {

        void answer() {
            answers.complete(
                    requests.stream().map(StatementBatcherTest::answerTo).toList());
        }
    }

    private final Vertx vertx = Vertx.vertx();
    private final Context loop = ((ContextInternal) vertx.getOrCreateContext()).duplicate();
    private final List<Sent> sent = new CopyOnWriteArrayList<>();
    private final List<Integer> sizes = new CopyOnWriteArrayList<>();

    private StatementBatcher<String, String> batcher = batcher(LIMITS);

    private StatementBatcher<String, String> batcher(Duration timeout, int maxWaiting) {
        return batcher(new StatementBatcher.Limits(timeout, 1, timeout.dividedBy(8), maxWaiting));
    }

    private StatementBatcher<String, String> batcher(StatementBatcher.Limits limits) {
        return new StatementBatcher<>(
                request -> send(List.of(request)).map(answers -> answers.get(0)),
                this::send,
                failure -> !"lost".equals(failure.getMessage()),
                limits,
                new TimeLimit(vertx),
                sizes::add);
    }

    private Future<List<String>> send(List<String> requests) {
        var statement = new Sent(List.copyOf(requests), Promise.promise());
        sent.add(statement);
        return statement.answers().future();
    }

    private static String answerTo(String request) {
        return "answer to " + request;
    }

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void sendsALoneRequestAtOnce() {
        var answer = ask("a");

        onLoop(() -> assertEquals(List.of(List.of("a")), requestsSent()));
        onLoop(() -> sent.get(0).answer());
        assertEquals(answerTo("a"), answer.join());
    }

    @Test
    void noRequestIsAnsweredByAStatementThatBeganBeforeItCame() {
        var first = ask("a");
        onLoop(() -> assertEquals(1, sent.size()));
        var second = ask("a");
        var third = ask("b");

        onLoop(() -> assertEquals(1, sent.size()));
        onLoop(() -> sent.get(0).answer());
        assertEquals(answerTo("a"), first.join());

        onLoop(() -> assertEquals(List.of(List.of("a"), List.of("a", "b")), requestsSent()));
        assertFalse(second.isDone());
        assertFalse(third.isDone());
        onLoop(() -> sent.get(1).answer());
        assertEquals(answerTo("a"), second.join());
        assertEquals(answerTo("b"), third.join());
    }

    @Test
    void sendsTheRequestsOfOneTurnAsOneBatch() {
        var answers = askAll("a", "b", "c");

        onLoop(() -> assertEquals(List.of(List.of("a", "b", "c")), requestsSent()));
        onLoop(() -> sent.get(0).answer());
        assertEquals(List.of(answerTo("a"), answerTo("b"), answerTo("c")), joined(answers));
        assertEquals(List.of(3), sizes);
    }

    @Test
    void limitsTheSizeOfABatch() {
        var answers = askAll(IntStream.range(0, StatementBatcher.MAX_SIZE + 3)
                .mapToObj(n -> "q" + n)
                .toArray(String[]::new));

        onLoop(() -> assertEquals(List.of(StatementBatcher.MAX_SIZE), sizes));
        onLoop(() -> sent.get(0).answer());
        onLoop(() -> {});
        onLoop(() -> sent.get(1).answer());
        assertEquals(StatementBatcher.MAX_SIZE + 3, joined(answers).size());
        assertEquals(List.of(StatementBatcher.MAX_SIZE, 3), sizes);
    }

    @Test
    void sendsEachRequestOfAFailedBatchAgainAlone() {
        var answers = askAll("a", "poison", "b");
        onLoop(() -> sent.get(0).answers().fail("refused"));

        onLoop(() -> assertEquals(
                List.of(List.of("a", "poison", "b"), List.of("a"), List.of("poison"), List.of("b")), requestsSent()));
        onLoop(() -> {
            sent.get(1).answer();
            sent.get(2).answers().fail("poisoned");
            sent.get(3).answer();
        });
        assertEquals(answerTo("a"), answers.get(0).join());
        assertEquals(answerTo("b"), answers.get(2).join());
        var failure = assertThrows(CompletionException.class, answers.get(1)::join);
        assertEquals("poisoned", failure.getCause().getMessage());
    }

    @Test
    void aBatchThatMayHaveChangedSomethingIsNotSentAgain() {
        var answers = askAll("a", "b");
        onLoop(() -> sent.get(0).answers().fail("lost"));

        for (var answer : answers) {
            var failure = assertThrows(CompletionException.class, answer::join);
            assertEquals("lost", failure.getCause().getMessage());
        }
        assertEquals(List.of(List.of("a", "b")), requestsSent());
    }

    @Test
    void aLoneRequestFailsWithItsStatement() {
        var answer = ask("a");
        onLoop(() -> sent.get(0).answers().fail("refused"));

        var failure = assertThrows(CompletionException.class, answer::join);
        assertEquals("refused", failure.getCause().getMessage());
        assertEquals(1, sent.size());
    }

    @Test
    void doesNotSendARequestWhoseCallerHasGone() {
        var first = ask("a");
        var cancelled = new CompletableFuture<Cancellable>();
        onLoop(() -> cancelled.complete(batcher.ask("b").subscribe().with(answer -> {})));
        var third = ask("c");
        cancelled.join().cancel();

        onLoop(() -> sent.get(0).answer());
        assertEquals(answerTo("a"), first.join());
        onLoop(() -> sent.get(1).answer());
        assertEquals(answerTo("c"), third.join());
        assertEquals(List.of(List.of("a"), List.of("c")), requestsSent());
    }

    @Test
    void aRequestTimesOutWithoutAnAnswerWhetherItWasSentOrNot() {
        batcher = batcher(Duration.ofMillis(100), 1000);
        var answers = List.of(ask("a"), ask("b"), ask("c"));

        for (var answer : answers) {
            var failure = assertThrows(CompletionException.class, answer::join);
            assertInstanceOf(TimeoutException.class, failure.getCause());
        }
    }

    @Test
    void anAnswerThatComesTooLateIsDropped() {
        batcher = batcher(Duration.ofMillis(100), 1000);
        var answer = ask("a");
        assertThrows(CompletionException.class, answer::join);

        onLoop(() -> sent.get(0).answer());
        onLoop(() -> assertThrows(CompletionException.class, answer::join));
    }

    @Test
    void aBatchThatIsNotAnsweredHoldsTheNextBackForAWhileOnly() {
        batcher = batcher(Duration.ofSeconds(4), 1000);
        var first = ask("a");
        var second = ask("b");

        await().until(() -> sent.size() == 2);
        onLoop(() -> sent.get(1).answer());
        assertEquals(answerTo("b"), second.join());
        assertFalse(first.isDone());
        onLoop(() -> sent.get(0).answer());
        assertEquals(answerTo("a"), first.join());
    }

    @Test
    void sendsAsManyBatchesAtOnceAsTheLimitAllows() {
        batcher = batcher(new StatementBatcher.Limits(LONG, 2, LONG, 1000));
        ask("a");
        ask("b");
        ask("c");
        ask("d");

        onLoop(() -> assertEquals(List.of(List.of("a"), List.of("b")), requestsSent()));
        onLoop(() -> sent.get(1).answer());
        onLoop(() -> assertEquals(List.of(List.of("a"), List.of("b"), List.of("c", "d")), requestsSent()));
    }

    @Test
    void refusesRequestsBeyondTheLimitOfWaitingOnes() {
        batcher = batcher(LONG, 2);
        var answers = askAll("a", "b", "c");

        var failure = assertThrows(CompletionException.class, answers.get(2)::join);
        assertInstanceOf(Bulkhead.FullException.class, failure.getCause());
        onLoop(() -> sent.get(0).answer());
        assertEquals(answerTo("b"), answers.get(1).join());
        var next = ask("d");
        onLoop(() -> sent.get(1).answer());
        assertEquals(answerTo("d"), next.join());
    }

    @Test
    void sendsARequestFromOutsideTheEventLoopAlone() {
        var answer = batcher.ask("a").subscribeAsCompletionStage();

        assertEquals(List.of(List.of("a")), requestsSent());
        sent.get(0).answer();
        assertEquals(answerTo("a"), answer.join());
    }

    @Test
    void aStatementThatCannotBeBuiltFailsItsOwnRequestsOnly() {
        batcher = new StatementBatcher<>(
                request -> {
                    throw new IllegalStateException("broken");
                },
                requests -> {
                    throw new IllegalStateException("broken");
                },
                failure -> true,
                LIMITS,
                new TimeLimit(vertx),
                sizes::add);

        for (var answer : askAll("a", "b")) {
            assertEquals(
                    "broken",
                    assertThrows(CompletionException.class, answer::join)
                            .getCause()
                            .getMessage());
        }
        assertEquals(
                "broken",
                assertThrows(CompletionException.class, ask("c")::join)
                        .getCause()
                        .getMessage());
    }

    @Test
    void deliversEachAnswerOnTheContextOfItsCaller() {
        batcher = new StatementBatcher<>(
                request -> Future.succeededFuture(answerTo(request)),
                requests -> Future.succeededFuture(
                        requests.stream().map(StatementBatcherTest::answerTo).toList()),
                failure -> true,
                LIMITS,
                new TimeLimit(vertx),
                sizes::add);
        for (var context : List.of(loop, ((ContextInternal) loop).duplicate())) {
            var answered = new CompletableFuture<Context>();
            context.runOnContext(now -> batcher.ask("a")
                    .subscribe()
                    .with(answer -> answered.complete(Vertx.currentContext()), answered::completeExceptionally));

            assertSame(context, answered.join());
        }
    }

    private CompletableFuture<String> ask(String request) {
        return askAll(request).get(0);
    }

    /** Asks all requests in one turn of the event loop. */
    private List<CompletableFuture<String>> askAll(String... requests) {
        return onLoop(() -> Arrays.stream(requests)
                .map(request -> batcher.ask(request).subscribeAsCompletionStage())
                .toList());
    }

    private static List<String> joined(List<CompletableFuture<String>> answers) {
        return answers.stream().map(CompletableFuture::join).toList();
    }

    private List<List<String>> requestsSent() {
        return sent.stream().map(Sent::requests).toList();
    }

    private void onLoop(Runnable work) {
        onLoop(() -> {
            work.run();
            return null;
        });
    }

    private <T> T onLoop(Supplier<T> work) {
        var result = new CompletableFuture<T>();
        loop.runOnContext(now -> {
            try {
                result.complete(work.get());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        return result.join();
    }
}
