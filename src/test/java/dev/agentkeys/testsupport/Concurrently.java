package dev.agentkeys.testsupport;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs an action many times at once. */
public final class Concurrently {

    private static final int TIMEOUT_SECONDS = 60;

    private Concurrently() {}

    /** The results of {@code times} threads. All threads start {@code action} when the last thread is ready. */
    public static <T> List<T> answersOf(int times, Callable<T> action) {
        var threads = Executors.newFixedThreadPool(times);
        try {
            var ready = new CountDownLatch(times);
            var running = new ArrayList<Future<T>>();
            for (int i = 0; i < times; i++) {
                running.add(threads.submit(() -> {
                    ready.countDown();
                    ready.await();
                    return action.call();
                }));
            }
            var answers = new ArrayList<T>();
            for (var future : running) {
                answers.add(future.get(TIMEOUT_SECONDS, TimeUnit.SECONDS));
            }
            return answers;
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        } finally {
            threads.shutdownNow();
        }
    }
}
