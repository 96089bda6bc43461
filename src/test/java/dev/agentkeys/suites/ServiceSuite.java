package dev.agentkeys.suites;

import org.junit.platform.suite.api.AfterSuite;
import org.junit.platform.suite.api.ExcludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/**
 * The tests that share one service, which has the default settings of tests. Surefire runs this suite and {@link
 * OtherSuite} at the same time, each in its own JVM. If Surefire distributed the classes over JVMs itself, each class
 * would start the service again.
 */
@Suite
@SelectPackages("dev.agentkeys")
@ExcludeClassNamePatterns({OtherSuite.STATIC_ACCESS, OtherSuite.PACKAGES, OtherSuite.CLASSES})
class ServiceSuite {

    @AfterSuite
    static void everyClassWasRun() {
        CompleteRun.requireAll(name -> !OtherSuite.contains(name));
    }
}
