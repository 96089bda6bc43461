package dev.agentkeys.suites;

import org.junit.platform.suite.api.AfterSuite;
import org.junit.platform.suite.api.ExcludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** The tests that share one service, which has the default settings of tests. */
@Suite
@SelectPackages("dev.agentkeys")
@ExcludeClassNamePatterns({
    ProfilesSuite.ACCESS,
    ProfilesSuite.OTHERS,
    NoServiceSuite.PACKAGES,
    NoServiceSuite.QUERY_PLANS
})
class ServiceSuite {

    @AfterSuite
    static void everyClassWasRun() {
        CompleteRun.requireAll(name -> !name.matches(ProfilesSuite.ACCESS)
                && !name.matches(ProfilesSuite.OTHERS)
                && !name.matches(NoServiceSuite.PACKAGES)
                && !name.matches(NoServiceSuite.QUERY_PLANS));
    }
}
