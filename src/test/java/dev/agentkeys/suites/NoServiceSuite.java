package dev.agentkeys.suites;

import org.junit.platform.suite.api.AfterSuite;
import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/**
 * The tests of packages in which no test needs a running service, and those of query plans. Their JVM does not build
 * the service, and it uses the time in which the tests of the other suite wait.
 */
@Suite
@SelectPackages("dev.agentkeys")
@IncludeClassNamePatterns({NoServiceSuite.PACKAGES, NoServiceSuite.QUERY_PLANS})
class NoServiceSuite {

    static final String PACKAGES =
            "dev\\.agentkeys\\.(access\\.(authentication|check|provider)|agentex|architecture|benchmark|commandline|configuration"
                    + "|database\\.(start|url)|deployment|doctor|documentation|forwarding\\.(authentication|body|upstream)"
                    + "|http\\.(body|connection)|keymaterial|keystore|observability|packaging|problem|startup|testsupport"
                    + "|validation\\.json)\\..*Test";
    static final String QUERY_PLANS = ".*QueryPlanTest";

    @AfterSuite
    static void everyClassWasRun() {
        CompleteRun.requireAll(name -> name.matches(PACKAGES) || name.matches(QUERY_PLANS));
    }
}
