package dev.agentkeys.access;

import dev.agentkeys.testsupport.PackagedApplication;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
@WithTestResource(
        value = PackagedApplication.class,
        initArgs = @ResourceArg(name = PackagedApplication.OWN_ACCESS, value = "true"))
class OpenRegistrationIT extends OpenRegistrationTest {}
