package dev.agentkeys.observability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TracingVariablesTest {

    private static final String DISABLED = "quarkus.otel.sdk.disabled";
    private static final int ENVIRONMENT = 300;
    private static final int APPLICATION_PROPERTIES = 250;

    @Test
    void leaveTracingOffWhereNoneIsSet() {
        assertEquals("true", value(Map.of(), DISABLED));
    }

    @Test
    void anEndpointTurnsItOn() {
        var variables = Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318");

        assertEquals("false", value(variables, DISABLED));
        assertEquals("http://collector:4318", value(variables, "quarkus.otel.exporter.otlp.endpoint"));
    }

    @ParameterizedTest
    @CsvSource({"true, true", "false, false"})
    void theSwitchDecidesWhateverElseIsSet(String given, String disabled) {
        assertEquals(disabled, value(Map.of("OTEL_SDK_DISABLED", given), DISABLED));
        assertEquals(
                disabled,
                value(
                        Map.of("OTEL_SDK_DISABLED", given, "OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318"),
                        DISABLED));
    }

    @Test
    void aBlankOneIsNone() {
        assertEquals("true", value(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", " ", "OTEL_SDK_DISABLED", ""), DISABLED));
    }

    @Test
    void aDollarSignIsOne() {
        assertEquals(
                "token=a${b}$c",
                value(Map.of("OTEL_EXPORTER_OTLP_HEADERS", "token=a${b}$c"), "quarkus.otel.exporter.otlp.headers"));
    }

    @Test
    void anExporterTurnsItOnOrOff() {
        var endpoint = "http://collector:4318";

        assertEquals("false", value(Map.of("OTEL_TRACES_EXPORTER", "otlp"), DISABLED));
        assertEquals(
                "true",
                value(Map.of("OTEL_TRACES_EXPORTER", "none", "OTEL_EXPORTER_OTLP_ENDPOINT", endpoint), DISABLED));
        assertEquals(
                "false",
                value(Map.of("OTEL_TRACES_EXPORTER", "zipkin", "OTEL_EXPORTER_OTLP_ENDPOINT", endpoint), DISABLED));
    }

    @Test
    void whatIsSaidOfTracesOutranksWhatIsSaidOfAll() {
        var variables = Map.of(
                "OTEL_EXPORTER_OTLP_ENDPOINT", "http://all:4318",
                "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://traces:4318/tenant/v1/traces",
                "OTEL_EXPORTER_OTLP_HEADERS", "all=1",
                "OTEL_EXPORTER_OTLP_TRACES_HEADERS", "traces=1",
                "OTEL_EXPORTER_OTLP_PROTOCOL", "grpc",
                "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "http/protobuf");

        assertEquals("http://traces:4318/tenant", value(variables, "quarkus.otel.exporter.otlp.endpoint"));
        assertEquals("traces=1", value(variables, "quarkus.otel.exporter.otlp.headers"));
        assertEquals("http/protobuf", value(variables, "quarkus.otel.exporter.otlp.protocol"));
    }

    @Test
    void anEndpointOfTracesIsUsedAsItIs() {
        var endpoint = "http://traces:4317";

        assertEquals(
                endpoint,
                value(
                        Map.of(
                                "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
                                endpoint,
                                "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL",
                                "grpc"),
                        "quarkus.otel.exporter.otlp.endpoint"));
        assertEquals("true", value(Map.of("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", endpoint), DISABLED));
    }

    @Test
    void headersAreDecoded() {
        assertEquals(
                "authorization=Basic a+b=\\,c,x=y",
                value(
                        Map.of("OTEL_EXPORTER_OTLP_HEADERS", "authorization=Basic%20a+b%3D%2Cc, x=y"),
                        "quarkus.otel.exporter.otlp.headers"));
    }

    @ParameterizedTest
    @CsvSource({
        "OTEL_EXPORTER_OTLP_PROTOCOL, http/json, quarkus.otel.exporter.otlp.protocol",
        "OTEL_EXPORTER_OTLP_ENDPOINT, collector, quarkus.otel.exporter.otlp.endpoint",
        "OTEL_EXPORTER_OTLP_HEADERS, nameless, quarkus.otel.exporter.otlp.headers",
        "OTEL_EXPORTER_OTLP_HEADERS, a=%zz, quarkus.otel.exporter.otlp.headers",
        "OTEL_EXPORTER_OTLP_CERTIFICATE, /no/such/file, quarkus.otel.exporter.otlp.trust-cert.certs",
        "OTEL_EXPORTER_OTLP_TIMEOUT, soon, quarkus.otel.exporter.otlp.timeout",
        "OTEL_RESOURCE_ATTRIBUTES, nameless, quarkus.otel.resource.attributes",
        "OTEL_TRACES_SAMPLER_ARG, 2, quarkus.otel.traces.sampler.arg",
    })
    void aValueThatCannotBeUsedIsIgnored(String variable, String value, String property) {
        assertNull(value(Map.of(variable, value), property));
        assertTrue(new OtelVariables(name -> Optional.of(value)).isIgnored(variable));
    }

    @Test
    void aTimeIsInMilliseconds() {
        assertEquals(
                "5000ms", value(Map.of("OTEL_EXPORTER_OTLP_TIMEOUT", "5000"), "quarkus.otel.exporter.otlp.timeout"));
    }

    @Test
    void quarkusOwnVariablesOutrankThem() {
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
                .withSources(new TracingVariables())
                .build();
    }
}
