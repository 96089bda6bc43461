package dev.agentkeys.suites;

import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/**
 * The classes {@code FooIT extends FooTest} that a run with the jar repeats. In one suite they share one start of the
 * package. With the native executable, each of these classes runs by itself.
 */
@Suite
@SelectPackages("dev.agentkeys")
@IncludeClassNamePatterns(".*\\.(AgentexUserWalk|Contract|Forward|Health|ResponseHeaders|UnknownRoute)IT")
class PackageSuiteIT {}
