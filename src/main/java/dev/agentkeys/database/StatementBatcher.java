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
import java.util.function.Predicate;

/**
 * Sends requests of the same kind that come to one event loop at about the same time in one statement: a batch. These are
 * its rules:
 *
 * <ul>
 *   <li>A request is answered by a statement that begins after the request came. Nothing is remembered.
 *   <li>While as many batches of an event loop as may be are under way, further requests of this loop wait. They are the
 *       next batch, which leaves when one is answered. If fewer are under way, a request leaves in the same turn of the
 *       event loop. No timer holds it back.
 *   <li>A batch has at most {@value #MAX_SIZE} requests. A batch of one is sent as the statement for one.
 *   <li>If the statement of several requests fails and has changed nothing, each of them is sent alone, and has its own
 *       answer or failure. If it may have changed something, each fails with it.
 *   <li>A batch that takes longer than its head start holds the next one back no longer.
 *   <li>The timeout counts from when a request came. A request whose caller has gone is not sent.
 * </ul>
 *
 * <p>Any thread may use it. A request that does not come from an event loop is sent alone.
 *
 * @param <Q> what is asked for
 * @param <A> the answer
 */
final class StatementBatcher<Q, A> {

    /**
     * The limits of a batcher.
     *
     * @param timeout how long a request waits for its answer
     * @param maxUnderWay how many batches of an event loop may be under way before further requests wait
     * @param headStart how long a batch counts among these
     * @param maxWaiting how many requests may wait to be sent, on all event loops together
     */
    record Limits(Duration timeout, int maxUnderWay, Duration headStart, int maxWaiting) {}

    /** So many are enough to make the share of the round trip small, and so few that one core answers them in a moment. */
    static final int MAX_SIZE = 64;

    private final Function<Q, Future<A>> single;
    private final Function<List<Q>, Future<List<A>>> batch;
    private final Predicate<Throwable> changedNothing;
    private final Limits limits;
    private final TimeLimit timeLimit;
    private final IntConsumer sizes;
    private final AtomicInteger waiting = new AtomicInteger();
    private final ThreadLocal<LoopQueue> queues = ThreadLocal.withInitial(LoopQueue::new);

    /**
     * Creates a batcher.
     *
     * @param single sends one request; if called on an event loop, it completes its future there
     * @param batch sends several, on an event loop, and completes its future there with their answers in order
     * @param changedNothing whether a batch that failed in that way has changed nothing
     * @param timeLimit limits the requests that do not come from an event loop
     * @param sizes is told the size of each batch
     */
    StatementBatcher(
            Function<Q, Future<A>> single,
            Function<List<Q>, Future<List<A>>> batch,
            Predicate<Throwable> changedNothing,
            Limits limits,
            TimeLimit timeLimit,
            IntConsumer sizes) {
        this.single = single;
        this.batch = batch;
        this.changedNothing = changedNothing;
        this.limits = limits;
        this.timeLimit = timeLimit;
        this.sizes = sizes;
    }

    /**
     * The answer. Fails with a {@link TimeoutException} if it does not come in time, with a {@link Bulkhead.FullException}
     * if too many requests wait, otherwise with the failure of the statement.
     */
    Uni<A> ask(Q request) {
        return Uni.createFrom().deferred(() -> {
            var context = Vertx.currentContext();
            if (context == null || !context.isEventLoopContext() || !Context.isOnEventLoopThread()) {
                return timeLimit.within(limits.timeout(), UniHelper.toUni(send(single, request)));
            }
            if (waiting.get() >= limits.maxWaiting()) {
                return Uni.createFrom().failure(new Bulkhead.FullException());
            }
            return Uni.createFrom().<A>emitter(caller -> queues.get().add(new Pending(request, caller, context)));
        });
    }

    private static <T, R> Future<R> send(Function<T, Future<R>> statement, T asked) {
        try {
            return statement.apply(asked);
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    private final class Pending {

        private final Q request;
        private final UniEmitter<? super A> caller;
        private final Context context;
        private final long start = System.nanoTime();
        private boolean waits = true;
        private volatile boolean done;

        Pending(Q request, UniEmitter<? super A> caller, Context context) {
            this.request = request;
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
                context.runOnContext(
                        now -> StatementBatcher.send(single, request).onComplete(this::complete));
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
            return limits.timeout().toNanos() - (System.nanoTime() - start);
        }
    }

    /** The requests of one event loop. No other thread touches it. */
    private final class LoopQueue {

        private final Queue<Pending> unsent = new ArrayDeque<>();
        private final Queue<Pending> unanswered = new ArrayDeque<>();
        private int underWay;
        private boolean sendScheduled;
        private boolean timeoutScheduled;

        void add(Pending added) {
            unsent.add(added);
            unanswered.add(added);
            scheduleTimeout(added);
            scheduleSend();
        }

        /** At the end of this turn, so that the requests that the event loop reads in one turn are one batch. */
        private void scheduleSend() {
            if (!sendScheduled && underWay < limits.maxUnderWay() && !unsent.isEmpty()) {
                sendScheduled = true;
                unsent.peek().context.runOnContext(now -> send());
            }
        }

        private void send() {
            sendScheduled = false;
            var requests = new ArrayList<Pending>(Math.min(unsent.size(), MAX_SIZE));
            while (requests.size() < MAX_SIZE && !unsent.isEmpty()) {
                var next = unsent.remove();
                next.endWait();
                if (!next.done) {
                    requests.add(next);
                }
            }
            if (!requests.isEmpty()) {
                new Batch(requests).send();
            }
            scheduleSend();
        }

        private final class Batch {

            private final List<Pending> requests;
            private boolean holdsBack = true;

            Batch(List<Pending> requests) {
                this.requests = requests;
            }

            void send() {
                underWay++;
                sizes.accept(requests.size());
                var vertx = Vertx.currentContext().owner();
                long slow = vertx.setTimer(Math.max(1, limits.headStart().toMillis()), now -> letNextLeave());
                answers().onComplete(answers -> {
                    vertx.cancelTimer(slow);
                    letNextLeave();
                    complete(answers);
                    forgetAnswered();
                });
            }

            private Future<List<A>> answers() {
                return requests.size() == 1
                        ? StatementBatcher.send(single, requests.get(0).request).map(List::of)
                        : StatementBatcher.send(
                                batch,
                                requests.stream()
                                        .map(pending -> pending.request)
                                        .toList());
            }

            private void letNextLeave() {
                if (holdsBack) {
                    holdsBack = false;
                    underWay--;
                    scheduleSend();
                }
            }

            private void complete(AsyncResult<List<A>> answers) {
                if (answers.failed() && requests.size() > 1 && changedNothing.test(answers.cause())) {
                    requests.forEach(Pending::sendAlone);
                    return;
                }
                for (int i = 0; i < requests.size(); i++) {
                    int position = i;
                    requests.get(i).complete(answers.map(all -> all.get(position)));
                }
            }
        }

        private void forgetAnswered() {
            while (!unanswered.isEmpty() && unanswered.peek().done) {
                unanswered.remove();
            }
        }

        /** One timer is enough: all requests have the same timeout, so the oldest is the first to time out. */
        private void scheduleTimeout(Pending oldest) {
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
