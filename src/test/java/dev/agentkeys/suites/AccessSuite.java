package dev.agentkeys.suites;

import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/**
 * The tests of {@code access}, which start the service a dozen times. Surefire runs this suite in one JVM while another
 * runs {@link OtherFeaturesSuite}. A suite stays together in one JVM, and within it Quarkus puts the tests that use the
 * same start of the service side by side; classes that Surefire itself spread over JVMs would each start it anew.
 */
@Suite
@SelectPackages("dev.agentkeys.access")
class AccessSuite {}
