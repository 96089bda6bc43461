package dev.agentkeys.suites;

import org.junit.platform.suite.api.AfterSuite;
import org.junit.platform.suite.api.ExcludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/**
 * The tests of a running service. It starts with the default settings of tests, and then once for each test profile.
 * Surefire runs each suite in its own JVM, both at the same time. Within a suite, Quarkus sorts the tests so that tests
 * with the same start of the service follow each other. If Surefire distributed the classes over JVMs itself, each class
 * would start the service again.
 */
@Suite
@SelectPackages("dev.agentkeys")
@ExcludeClassNamePatterns({NoServiceSuite.PACKAGES, NoServiceSuite.QUERY_PLANS})
class ServiceSuite {

    @AfterSuite
    static void everyClassWasRun() {
        CompleteRun.requireAll(
                name -> !name.matches(NoServiceSuite.PACKAGES) && !name.matches(NoServiceSuite.QUERY_PLANS));
    }
}
