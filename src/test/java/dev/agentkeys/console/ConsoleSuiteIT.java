package dev.agentkeys.console;

import org.junit.platform.suite.api.SelectClasses;
import org.junit.platform.suite.api.Suite;

/**
 * What users can do in the console, in a real browser. The classes are in a suite, so that they share one start of the
 * package and one browser.
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
