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
 * Sends requests of the same kind that come to one event loop at about the same time in one statement: a batch. These
 * are its rules:
 *
 * <ul>
 *   <li>A statement answers only requests that came before it began. The batcher keeps no answers.
 *   <li>While an event loop has the greatest allowed number of batches under way, its further requests wait. They are
 *       the next batch, which is sent when a batch is answered. If fewer batches are under way, a request is sent in
 *       the same turn of the event loop. No timer delays it.
 *   <li>A batch has at most {@value #MAX_SIZE} requests. A batch of one request is sent as the statement for one
 *       request.
 *   <li>If the statement of several requests fails and has changed nothing, each of them is sent alone, and has its own
 *       answer or failure. If it may have changed something, each request fails with the failure of the statement.
 *   <li>A batch that takes longer than its head start no longer delays the next batch.
 *   <li>The timeout of a request begins when the request comes. A request whose caller has gone is not sent.
 * </ul>
 *
 * <p>Any thread may use it. A request that does not come from an event loop is sent alone.
 *
 * @param <Q> the request
 * @param <A> the answer
 */
final class StatementBatcher<Q, A> {

    /**
     * The limits of a batcher.
     *
     * @param timeout how long a request waits for its answer
     * @param maxUnderWay how many batches of an event loop may be under way before further requests wait
     * @param headStart how long a batch counts as one of these
     * @param maxWaiting how many requests may wait to be sent, on all event loops together
     */
    record Limits(Duration timeout, int maxUnderWay, Duration headStart, int maxWaiting) {}

    /**
     * Large enough that the round trip is a small part of the cost, and small enough that one core answers a batch in a
     * moment.
     */
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
     * @param changedNothing whether a batch with that failure has changed nothing
     * @param timeLimit limits the requests that do not come from an event loop
     * @param sizes receives the size of each batch
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

        /** Completes on the context of the caller's request, because this context has the trace of the request. */
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

    /** The requests of one event loop. No other thread uses this object. */
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

        /** Sends at the end of this turn, so that the requests that the event loop reads in one turn are one batch. */
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
