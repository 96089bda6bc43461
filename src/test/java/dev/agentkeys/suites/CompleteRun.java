package dev.agentkeys.suites;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/**
 * Fails if a suite leaves test classes out. Quarkus builds the service while JUnit searches for tests. If that build
 * fails, JUnit finds no test in the class, and the run would pass without it.
 */
public final class CompleteRun implements TestExecutionListener {

    private static final Path CLASSES = Path.of("target/test-classes");

    private static final Set<String> RUN = ConcurrentHashMap.newKeySet();

    @Override
    public void executionStarted(TestIdentifier test) {
        test.getSource()
                .filter(ClassSource.class::isInstance)
                .ifPresent(source -> RUN.add(((ClassSource) source).getClassName()));
    }

    /** Fails if the run has skipped a test class whose name passes the filter. */
    static void requireAll(Predicate<String> filter) {
        var missing = testClasses(filter);
        if (!missing.isEmpty()) {
            throw new AssertionError("These were not run; the log says why: " + missing);
        }
    }

    private static String testClasses(Predicate<String> filter) {
        try (var files = Files.walk(CLASSES)) {
            return files.map(file -> CLASSES.relativize(file).toString())
                    .filter(file -> file.endsWith("Test.class") && !file.contains("$"))
                    .map(file -> file.substring(0, file.length() - ".class".length())
                            .replace('/', '.')
                            .replace('\\', '.'))
                    .filter(filter)
                    .filter(CompleteRun::hasTests)
                    .filter(name -> !RUN.contains(name))
                    .sorted()
                    .collect(joining(", "));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean hasTests(String name) {
        try {
            var type = Class.forName(name, false, CompleteRun.class.getClassLoader());
            return !Modifier.isAbstract(type.getModifiers())
                    && !AnnotationSupport.findAnnotatedMethods(type, Testable.class, HierarchyTraversalMode.TOP_DOWN)
                            .isEmpty();
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
