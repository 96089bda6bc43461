package dev.agentkeys.suites;

import org.junit.platform.suite.api.AfterSuite;
import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/**
 * The tests that {@link ServiceSuite} does not have: those of the profile {@code StaticAccess}, and those of packages in
 * which no test needs a running service. Each suite takes about the same time.
 */
@Suite
@SelectPackages("dev.agentkeys")
@IncludeClassNamePatterns({OtherSuite.STATIC_ACCESS, OtherSuite.PACKAGES, OtherSuite.CLASSES})
class OtherSuite {

    static final String STATIC_ACCESS = "dev\\.agentkeys\\.(access\\..*|trail\\.(AuditEvents|ChangesWalk))Test";
    static final String PACKAGES = "dev\\.agentkeys\\.(agentex|architecture|benchmark|commandline|configuration"
            + "|database\\.(start|url)|deployment|doctor|documentation|forwarding\\.(authentication|body|upstream)"
            + "|http\\.(body|connection)|keymaterial|keystore|observability|packaging|problem|startup|testsupport"
            + "|validation\\.json)\\..*Test";
    static final String CLASSES = ".*(QueryPlan|RequestFilter|DatabaseAtStart|StatementBatcher)Test";

    @AfterSuite
    static void everyClassWasRun() {
        CompleteRun.requireAll(OtherSuite::contains);
    }

    static boolean contains(String className) {
        return className.matches(STATIC_ACCESS) || className.matches(PACKAGES) || className.matches(CLASSES);
    }
}
