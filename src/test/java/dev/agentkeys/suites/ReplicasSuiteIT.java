package dev.agentkeys.suites;

import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** The classes that share {@link dev.agentkeys.testsupport.Replicas}. {@code -Dit.test} also runs one alone. */
@Suite
@SelectPackages("dev.agentkeys")
@IncludeClassNamePatterns(".*\\.(Replicas|Revocation|SafeRetries)IT")
class ReplicasSuiteIT {}
