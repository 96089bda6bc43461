package dev.agentkeys.suites;

import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/**
 * The classes that share one {@link dev.agentkeys.testsupport.ServiceWithAuthProvider}. {@code -Dit.test} also runs one
 * alone.
 */
@Suite
@SelectPackages("dev.agentkeys")
@IncludeClassNamePatterns(
        ".*\\.Gateway(Agents|AuditLog|Authentication|Browser|Call|CreateKey|Failure|Keys|Leak|ListKeys"
                + "|RegisterAgent|RegistrationRace|SafeRetries)IT")
class AuthProviderSuiteIT {}
