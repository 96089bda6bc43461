package dev.agentkeys.suites;

import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.platform.suite.api.IncludeClassNamePatterns;

/** A run with the jar runs each integration test once: by itself or in a suite. Only repetitions are left out. */
class IntegrationSuitesTest {

    private static final Pattern EXCLUDED = Pattern.compile("<exclude>\\*\\*/(\\w+IT)\\.java</exclude>");
    private static final Set<Class<?>> SUITES = Set.of(
            AuthProviderSuiteIT.class,
            ConfiguredServiceSuiteIT.class,
            DefaultServiceSuiteIT.class,
            GatewayServiceSuiteIT.class,
            GuardedServiceSuiteIT.class,
            MeasuredServiceSuiteIT.class,
            ObservedServiceSuiteIT.class,
            PackageSuiteIT.class,
            ReplicasSuiteIT.class);

    /** The source of each integration test by the name of its class. */
    private static final TreeMap<String, String> TESTS = new TreeMap<>();

    private static Set<String> excluded;
    private static Set<String> excludedWithNative;

    @BeforeAll
    static void read() throws IOException {
        var sources = Path.of("src/test/java");
        try (var files = Files.walk(sources)) {
            for (var file :
                    files.filter(file -> file.toString().endsWith("IT.java")).toList()) {
                TESTS.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
            }
        }
        var pom = Files.readString(Path.of("pom.xml"));
        excluded = excludedIn(pom, "<id>jar</id>");
        excludedWithNative = excludedIn(pom, "<id>native</id>");
    }

    private static Set<String> excludedIn(String pom, String profile) {
        int start = pom.indexOf(profile);
        return EXCLUDED.matcher(pom.substring(start, pom.indexOf("</profile>", start)))
                .results()
                .map(name -> name.group(1))
                .collect(toSet());
    }

    /** With the native executable, each class of a suite runs by itself. */
    @Test
    void aRunWithTheNativeExecutableLeavesOutTheSuites() {
        assertEquals(SUITES.stream().map(Class::getSimpleName).collect(toSet()), excludedWithNative);
    }

    @Test
    void noClassRunsTwice() {
        var notExcluded = TESTS.keySet().stream()
                .filter(IntegrationSuitesTest::isInASuite)
                .filter(test -> !excluded.contains(test))
                .toList();

        assertEquals(Set.of(), Set.copyOf(notExcluded));
    }

    @Test
    void onlyRepetitionsOfOtherTestsAreLeftOut() {
        var leftOut = excluded.stream()
                .filter(test -> !isInASuite(test) && !isRepetition(test))
                .collect(toCollection(TreeSet::new));

        assertTrue(excluded.size() > 20, excluded::toString);
        assertEquals(Set.of(), leftOut);
    }

    private static boolean isRepetition(String test) {
        return TESTS.getOrDefault(test, "").contains("class " + test + " extends " + test.replaceAll("IT$", "Test"));
    }

    private static boolean isInASuite(String test) {
        return TESTS.containsKey(test)
                && SUITES.stream()
                        .flatMap(suite -> Stream.of(suite.getAnnotation(IncludeClassNamePatterns.class)
                                .value()))
                        .anyMatch(pattern -> ("dev.agentkeys." + test).matches(pattern));
    }
}
