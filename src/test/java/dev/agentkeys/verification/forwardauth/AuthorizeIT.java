package dev.agentkeys.verification.forwardauth;

import dev.agentkeys.testsupport.PackagedApplication;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
@WithTestResource(PackagedApplication.class)
class AuthorizeIT extends AuthorizeTest {}
