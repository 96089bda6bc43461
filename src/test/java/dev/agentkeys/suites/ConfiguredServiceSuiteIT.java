package dev.agentkeys.suites;

import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** The classes that share one {@link dev.agentkeys.testsupport.ConfiguredService}. {@code -Dit.test} also runs one alone. */
@Suite
@SelectPackages("dev.agentkeys")
@IncludeClassNamePatterns(".*\\.(AgentFailure|ForwardedAgent|LifetimeLimit)IT")
class ConfiguredServiceSuiteIT {}
