package dev.agentkeys.suites;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestPlan;

/**
 * Lets one test JVM at a time look for tests. Quarkus builds the service meanwhile, and the bundler of the console works in
 * one folder of {@code target}, whichever JVM it runs in.
 */
public final class OneBuildAtATime implements LauncherSessionListener, TestExecutionListener {

    private static final Path FILE = Path.of("target/one-build-at-a-time.lock");

    /** Closing it releases the lock. */
    private static FileChannel locked;

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        lock();
    }

    @Override
    public void testPlanExecutionStarted(TestPlan tests) {
        unlock();
    }

    @Override
    public void launcherSessionClosed(LauncherSession session) {
        unlock();
    }

    private static synchronized void lock() {
        if (locked != null) {
            return;
        }
        try {
            Files.createDirectories(FILE.getParent());
            locked = FileChannel.open(FILE, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            locked.lock();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static synchronized void unlock() {
        if (locked == null) {
            return;
        }
        try {
            locked.close();
            locked = null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
