package dev.agentkeys.openapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.agentkeys.testsupport.DefaultService;
import dev.agentkeys.testsupport.ServiceProcess;
import dev.agentkeys.testsupport.SharedProcesses;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The package serves the OpenAPI document without a model of it. */
@ExtendWith(SharedProcesses.class)
class OpenApiModelIT {

    @Test
    void loadsNoClassOfTheModel(DefaultService shared) {
        assumeFalse(ServiceProcess.isNative(), "A native executable loads no classes");
        for (var path : List.of("/openapi.json", "/openapi.yaml")) {
            assertEquals(200, shared.process().client().get(path).statusCode(), path);
        }

        var classes = shared.process().loadedClasses();
        assertTrue(classes.contains("dev.agentkeys.openapi.DescriptionRoute/"), "Not the loaded classes");
        assertFalse(classes.contains("io.smallrye.openapi.internal.models."));
    }
}
