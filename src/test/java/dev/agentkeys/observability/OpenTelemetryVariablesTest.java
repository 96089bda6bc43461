package dev.agentkeys.observability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenTelemetryVariablesTest {

    private static final String DISABLED = "quarkus.otel.sdk.disabled";
    private static final int ENVIRONMENT = 300;
    private static final int APPLICATION_PROPERTIES = 250;

    @Test
    void leavesTracingOffWithoutVariables() {
        assertEquals("true", value(Map.of(), DISABLED));
    }

    @Test
    void anEndpointTurnsTracingOn() {
        var variables = Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318");

        assertEquals("false", value(variables, DISABLED));
        assertEquals("http://collector:4318", value(variables, "quarkus.otel.exporter.otlp.endpoint"));
    }

    @ParameterizedTest
    @CsvSource({"true, true", "false, false"})
    void theSwitchOverridesTheEndpoint(String given, String disabled) {
        assertEquals(disabled, value(Map.of("OTEL_SDK_DISABLED", given), DISABLED));
        assertEquals(
                disabled,
                value(
                        Map.of("OTEL_SDK_DISABLED", given, "OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318"),
                        DISABLED));
    }

    @Test
    void ignoresBlankVariables() {
        assertEquals("true", value(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", " ", "OTEL_SDK_DISABLED", ""), DISABLED));
    }

    @Test
    void keepsDollarSigns() {
        assertEquals(
                "token=a${b}$c",
                value(Map.of("OTEL_EXPORTER_OTLP_HEADERS", "token=a${b}$c"), "quarkus.otel.exporter.otlp.headers"));
    }

    @Test
    void theExporterNoneTurnsTracingOff() {
        assertEquals(
                "true",
                value(
                        Map.of("OTEL_TRACES_EXPORTER", "none", "OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318"),
                        DISABLED));
    }

    @Test
    void decodesHeaders() {
        assertEquals(
                "authorization=Basic a+b=\\,c,x=y",
                value(
                        Map.of("OTEL_EXPORTER_OTLP_HEADERS", "authorization=Basic%20a+b%3D%2Cc, x=y"),
                        "quarkus.otel.exporter.otlp.headers"));
    }

    @Test
    void refusesInvalidHeadersByTheNameOfTheVariable() {
        var variables = Map.of("OTEL_EXPORTER_OTLP_HEADERS", "authorization=canary%zz");

        var refusal = assertThrows(ConfigurationException.class, () -> config(variables));

        assertTrue(refusal.getMessage().contains("OTEL_EXPORTER_OTLP_HEADERS"), refusal.getMessage());
        assertFalse(refusal.getMessage().contains("canary"), refusal.getMessage());
    }

    @Test
    void quarkusOwnVariablesOverrideThem() {
        var variables = Map.of("OTEL_SERVICE_NAME", "standard", "QUARKUS_OTEL_SERVICE_NAME", "own");

        assertEquals("own", value(variables, "quarkus.otel.service.name"));
        assertNull(value(variables, "quarkus.otel.resource.attributes"));
    }

    private static String value(Map<String, String> variables, String property) {
        return config(variables).getConfigValue(property).getValue();
    }

    private static SmallRyeConfig config(Map<String, String> variables) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withSources(new EnvConfigSource(variables, ENVIRONMENT))
                .withSources(
                        new PropertiesConfigSource(Map.of(DISABLED, "true"), "application", APPLICATION_PROPERTIES))
                .withSources(new OpenTelemetryVariables())
                .build();
    }
}
