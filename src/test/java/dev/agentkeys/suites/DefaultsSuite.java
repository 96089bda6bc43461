package dev.agentkeys.suites;

import org.junit.platform.suite.api.AfterSuite;
import org.junit.platform.suite.api.ExcludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/**
 * All tests except those of {@link ProfilesSuite}. They need no service, or they share one service with the default
 * settings of tests.
 */
@Suite
@SelectPackages("dev.agentkeys")
@ExcludeClassNamePatterns({ProfilesSuite.ACCESS, ProfilesSuite.OTHERS})
class DefaultsSuite {

    @AfterSuite
    static void everyClassWasRun() {
        CompleteRun.requireAll(name -> !name.matches(ProfilesSuite.ACCESS) && !name.matches(ProfilesSuite.OTHERS));
    }
}
