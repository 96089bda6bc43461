package dev.agentkeys.suites;

import org.junit.platform.suite.api.ExcludePackages;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** All tests but those of {@link AccessSuite}. */
@Suite
@SelectPackages("dev.agentkeys")
@ExcludePackages("dev.agentkeys.access")
class OtherFeaturesSuite {}
