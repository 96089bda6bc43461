package dev.agentkeys.console;

import org.junit.platform.suite.api.SelectClasses;
import org.junit.platform.suite.api.Suite;

/**
 * Tests in a real browser what users can do in the console. The classes are in one suite, so that they share one start
 * of the package and one browser.
 */
@Suite
@SelectClasses({
    SignInChecks.class,
    KeyChecks.class,
    KeyListChecks.class,
    AgentChecks.class,
    OverviewChecks.class,
    AccessibilityChecks.class,
    FirstViewChecks.class,
    Pictures.class
})
class ConsoleSuiteIT {}
