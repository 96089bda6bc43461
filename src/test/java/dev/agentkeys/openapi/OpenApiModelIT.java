package dev.agentkeys.openapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.agentkeys.testsupport.OwnDatabase;
import dev.agentkeys.testsupport.PackagedApplication;
import dev.agentkeys.testsupport.ServiceProcess;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The package serves the OpenAPI document without a model of it. */
class OpenApiModelIT {

    @Test
    void loadsNoClassOfTheModel() {
        assumeFalse(ServiceProcess.isNative(), "A native executable loads no classes");
        try (var database = OwnDatabase.migrated();
                var service = ServiceProcess.start(
                        Map.of("DATABASE_URL", database.url(), "AGENTKEYS_KEY_RING", PackagedApplication.KEY_RING),
                        "-Xlog:class+load")) {
            for (var path : List.of("/openapi.json", "/openapi.yaml")) {
                assertEquals(200, service.client().get(path).statusCode(), path);
            }

            var log = service.output();
            assertTrue(log.contains(" dev.agentkeys.openapi.DescriptionRoute "), "Not a log of loaded classes");
            assertFalse(log.contains(" io.smallrye.openapi.internal.models."));
        }
    }
}
