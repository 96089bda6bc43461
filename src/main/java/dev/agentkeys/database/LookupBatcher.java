package dev.agentkeys.database;

import dev.agentkeys.resilience.Bulkhead;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.smallrye.mutiny.vertx.UniHelper;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.IntConsumer;

/**
 * Sends look-ups of the same kind that come to one event loop at about the same time in one statement: a batch. These are
 * its rules:
 *
 * <ul>
 *   <li>A look-up is answered by a statement that begins after the look-up came. Nothing is remembered.
 *   <li>While a batch of an event loop is under way, further look-ups of this loop wait. They are the next batch, which
 *       leaves when the first one is answered. If none is under way, a look-up leaves in the same turn of the event loop.
 *       No timer holds it back.
 *   <li>A batch has at most {@value #MAX_SIZE} look-ups. A batch of one is sent as the statement for one.
 *   <li>If the statement of several look-ups fails, each of them is sent alone, and has its own answer or failure.
 *   <li>A batch that takes an eighth of the timeout holds the next one back no longer.
 *   <li>The timeout counts from when a look-up came. A look-up whose caller has gone is not sent.
 * </ul>
 *
 * <p>Any thread may use it. A look-up that does not come from an event loop is sent alone.
 *
 * @param <Q> what is looked up
 * @param <A> the answer
 */
final class LookupBatcher<Q, A> {

    /** So many are enough to make the share of the round trip small, and so few that one core answers them in a moment. */
    static final int MAX_SIZE = 64;

    /** Of one event loop. Two make the batches smaller, and were no faster. */
    private static final int MAX_UNDER_WAY = 1;

    private final Function<Q, Future<A>> single;
    private final Function<List<Q>, Future<List<A>>> batch;
    private final Duration timeout;
    private final int maxWaiting;
    private final IntConsumer sizes;
    private final AtomicInteger waiting = new AtomicInteger();
    private final ThreadLocal<LoopQueue> queues = ThreadLocal.withInitial(LoopQueue::new);

    /**
     * Creates a batcher.
     *
     * @param single sends one look-up; if called on an event loop, it completes its future there
     * @param batch sends several, on an event loop, and completes its future there with their answers in order
     * @param timeout how long a look-up waits for its answer
     * @param maxWaiting how many look-ups may wait to be sent, on all event loops together
     * @param sizes is told the size of each batch
     */
    LookupBatcher(
            Function<Q, Future<A>> single,
            Function<List<Q>, Future<List<A>>> batch,
            Duration timeout,
            int maxWaiting,
            IntConsumer sizes) {
        this.single = single;
        this.batch = batch;
        this.timeout = timeout;
        this.maxWaiting = maxWaiting;
        this.sizes = sizes;
    }

    /**
     * The answer. Fails with a {@link TimeoutException} if it does not come in time, with a {@link Bulkhead.FullException}
     * if too many look-ups wait, otherwise with the failure of the statement.
     */
    Uni<A> find(Q question) {
        return Uni.createFrom().deferred(() -> {
            var context = Vertx.currentContext();
            if (context == null || !context.isEventLoopContext() || !Context.isOnEventLoopThread()) {
                return UniHelper.toUni(send(single, question))
                        .ifNoItem()
                        .after(timeout)
                        .fail();
            }
            if (waiting.get() >= maxWaiting) {
                return Uni.createFrom().failure(new Bulkhead.FullException());
            }
            return Uni.createFrom()
                    .<A>emitter(caller -> queues.get().add(new PendingLookup(question, caller, context)));
        });
    }

    private static <T, R> Future<R> send(Function<T, Future<R>> statement, T asked) {
        try {
            return statement.apply(asked);
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    private final class PendingLookup {

        private final Q question;
        private final UniEmitter<? super A> caller;
        private final Context context;
        private final long start = System.nanoTime();
        private boolean waits = true;
        private volatile boolean done;

        PendingLookup(Q question, UniEmitter<? super A> caller, Context context) {
            this.question = question;
            this.caller = caller;
            this.context = context;
            waiting.incrementAndGet();
            caller.onTermination(() -> done = true);
        }

        void endWait() {
            if (waits) {
                waits = false;
                waiting.decrementAndGet();
            }
        }

        void sendAlone() {
            if (!done) {
                context.runOnContext(now -> LookupBatcher.send(single, question).onComplete(this::complete));
            }
        }

        /** On the context of the caller's request, which has its trace. */
        void complete(AsyncResult<A> answer) {
            if (done) {
                return;
            }
            context.runOnContext(now -> {
                if (answer.succeeded()) {
                    caller.complete(answer.result());
                } else {
                    caller.fail(answer.cause());
                }
            });
        }

        long nanosLeft() {
            return timeout.toNanos() - (System.nanoTime() - start);
        }
    }

    /** The look-ups of one event loop. No other thread touches it. */
    private final class LoopQueue {

        private final Queue<PendingLookup> unsent = new ArrayDeque<>();
        private final Queue<PendingLookup> unanswered = new ArrayDeque<>();
        private int underWay;
        private boolean sendScheduled;
        private boolean timeoutScheduled;

        void add(PendingLookup lookup) {
            unsent.add(lookup);
            unanswered.add(lookup);
            scheduleTimeout(lookup);
            scheduleSend();
        }

        /** At the end of this turn, so that the look-ups that the event loop reads in one turn are one batch. */
        private void scheduleSend() {
            if (!sendScheduled && underWay < MAX_UNDER_WAY && !unsent.isEmpty()) {
                sendScheduled = true;
                unsent.peek().context.runOnContext(now -> send());
            }
        }

        private void send() {
            sendScheduled = false;
            var lookups = new ArrayList<PendingLookup>(Math.min(unsent.size(), MAX_SIZE));
            while (lookups.size() < MAX_SIZE && !unsent.isEmpty()) {
                var next = unsent.remove();
                next.endWait();
                if (!next.done) {
                    lookups.add(next);
                }
            }
            if (!lookups.isEmpty()) {
                new Batch(lookups).send();
            }
            scheduleSend();
        }

        private final class Batch {

            private final List<PendingLookup> lookups;
            private boolean holdsBack = true;

            Batch(List<PendingLookup> lookups) {
                this.lookups = lookups;
            }

            void send() {
                underWay++;
                sizes.accept(lookups.size());
                var vertx = Vertx.currentContext().owner();
                long slow = vertx.setTimer(Math.max(1, timeout.toMillis() / 8), now -> letNextLeave());
                answers().onComplete(answers -> {
                    vertx.cancelTimer(slow);
                    letNextLeave();
                    complete(answers);
                    forgetAnswered();
                });
            }

            private Future<List<A>> answers() {
                return lookups.size() == 1
                        ? LookupBatcher.send(single, lookups.get(0).question).map(List::of)
                        : LookupBatcher.send(
                                batch,
                                lookups.stream().map(lookup -> lookup.question).toList());
            }

            private void letNextLeave() {
                if (holdsBack) {
                    holdsBack = false;
                    underWay--;
                    scheduleSend();
                }
            }

            private void complete(AsyncResult<List<A>> answers) {
                if (answers.failed() && lookups.size() > 1) {
                    lookups.forEach(PendingLookup::sendAlone);
                    return;
                }
                for (int i = 0; i < lookups.size(); i++) {
                    int position = i;
                    lookups.get(i).complete(answers.map(all -> all.get(position)));
                }
            }
        }

        private void forgetAnswered() {
            while (!unanswered.isEmpty() && unanswered.peek().done) {
                unanswered.remove();
            }
        }

        /** One timer is enough: all look-ups have the same timeout, so the oldest is the first to time out. */
        private void scheduleTimeout(PendingLookup oldest) {
            if (!timeoutScheduled) {
                timeoutScheduled = true;
                long millis = Math.max(1, Duration.ofNanos(oldest.nanosLeft()).toMillis());
                oldest.context.owner().setTimer(millis, now -> timeOut());
            }
        }

        private void timeOut() {
            timeoutScheduled = false;
            forgetAnswered();
            while (!unanswered.isEmpty() && unanswered.peek().nanosLeft() <= 0) {
                var late = unanswered.remove();
                late.endWait();
                late.complete(Future.failedFuture(new TimeoutException()));
                forgetAnswered();
            }
            if (!unanswered.isEmpty()) {
                scheduleTimeout(unanswered.peek());
            }
        }
    }
}
