package dev.agentkeys.suites;

import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/**
 * The tests that start the service with settings of their own: those of {@code access}, which start it eight times, and
 * those with {@code ShortTimeoutsAndPatterns}. Surefire runs this suite in one JVM while another runs
 * {@link DefaultsSuite}. A suite stays together in one JVM, and within it Quarkus puts the tests that use the same start
 * of the service side by side; classes that Surefire itself spread over JVMs would each start it anew.
 */
@Suite
@SelectPackages("dev.agentkeys")
@IncludeClassNamePatterns({ProfilesSuite.ACCESS, ProfilesSuite.SHORT_TIMEOUTS})
class ProfilesSuite {

    static final String ACCESS = "dev\\.agentkeys\\.access\\..*Test";
    static final String SHORT_TIMEOUTS = ".*\\.(AgentFailure|ForwardedAgent)Test";
}
