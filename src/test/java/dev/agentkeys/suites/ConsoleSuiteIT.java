package dev.agentkeys.suites;

import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/**
 * Tests in a real browser what users can do in the console. The classes are in one suite, so that they share one start
 * of the package and one browser.
 */
@Suite
@SelectPackages("dev.agentkeys.console")
@IncludeClassNamePatterns(".*(Checks|Pictures)")
class ConsoleSuiteIT {}
