package dev.agentkeys.suites;

import org.junit.platform.suite.api.AfterSuite;
import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/**
 * The tests that start the service with their own settings: those of {@code access}, which start it three times, and
 * those that share the settings of a test in {@code access}. Surefire runs each suite in its own JVM, all at the same
 * time. Within a suite, Quarkus sorts the tests so that tests with the same start of the service follow each other. If
 * Surefire distributed the classes over JVMs itself, each class would start the service again.
 */
@Suite
@SelectPackages("dev.agentkeys")
@IncludeClassNamePatterns({ProfilesSuite.ACCESS, ProfilesSuite.OTHERS})
class ProfilesSuite {

    static final String ACCESS = "dev\\.agentkeys\\.access\\..*Test";
    static final String OTHERS = ".*\\.(AuditEvents|ChangesWalk)Test";

    @AfterSuite
    static void everyClassWasRun() {
        CompleteRun.requireAll(name -> name.matches(ACCESS) || name.matches(OTHERS));
    }
}
