package dev.agentkeys.suites;

import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** The classes that share one {@link dev.agentkeys.testsupport.DefaultService}. {@code -Dit.test} also runs one alone. */
@Suite
@SelectPackages("dev.agentkeys")
@IncludeClassNamePatterns(
        ".*\\.(DatabaseOutage|ForwardingDefaults|LargeBody|Log|ManagementPort|Metrics|OpenApiModel|ProductionDefaults)IT")
class DefaultServiceSuiteIT {}
