package dev.agentkeys.suites;

import org.junit.platform.suite.api.AfterSuite;
import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/**
 * The tests that start the service with settings of their own: those of {@code access}, which start it six times, those
 * with {@code LimitsAndPatterns}, and those that share the settings of one in {@code access}. Surefire runs this suite in
 * one JVM while another runs {@link DefaultsSuite}. A suite stays together in one JVM, and within it Quarkus puts the tests
 * that use the same start of the service side by side; classes that Surefire itself spread over JVMs would each start it
 * anew. Both suites take about as long.
 */
@Suite
@SelectPackages("dev.agentkeys")
@IncludeClassNamePatterns({ProfilesSuite.ACCESS, ProfilesSuite.OTHERS})
class ProfilesSuite {

    static final String ACCESS = "dev\\.agentkeys\\.access\\..*Test";
    static final String OTHERS = ".*\\.(AgentFailure|AuditEvents|ChangesWalk|ForwardedAgent|LifetimeLimit)Test";

    @AfterSuite
    static void everyClassWasRun() {
        CompleteRun.requireAll(name -> name.matches(ACCESS) || name.matches(OTHERS));
    }
}
