package dev.agentkeys.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.agentkeys.testsupport.DocumentationPage;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1Volume;
import io.kubernetes.client.openapi.models.V1VolumeMount;
import io.quarkus.oidc.runtime.OidcConfig;
import io.quarkus.tls.runtime.config.TlsConfig;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/**
 * The example for callers with a ServiceAccount: Quarkus or the service reads each of its properties, and its parts fit
 * together.
 */
class ServiceAccountExampleTest {

    private static final Path EXAMPLE = Manifests.DIRECTORY.resolve("examples/serviceaccount-oidc");
    private static final String OF_THE_SERVICE = "agentkeys.";
    private static final String ISSUER = "https://kubernetes.default.svc.cluster.local";

    private final Map<String, String> properties = properties();

    @Test
    void quarkusKnowsThePropertiesOfQuarkus() {
        // The mappings refuse unknown properties.
        var config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(OidcConfig.class)
                .withMapping(TlsConfig.class)
                .withSources(new PropertiesConfigSource(ofQuarkus(), "application.properties", 100))
                .build();
        var tenants = config.getConfigMapping(OidcConfig.class).namedTenants();
        var oidc = OidcConfig.getDefaultTenant(config.getConfigMapping(OidcConfig.class));
        var tls = config.getConfigMapping(TlsConfig.class).namedCertificateConfig();

        assertEquals(1, tenants.size(), tenants::toString);
        assertEquals(Optional.of(ISSUER), oidc.authServerUrl());
        assertEquals(Optional.of(false), oidc.discoveryEnabled());
        assertEquals(Optional.of("/openid/v1/jwks"), oidc.jwksPath());
        assertEquals(Optional.of(ISSUER), oidc.token().issuer());
        assertEquals(Optional.of(List.of("agent-api-keys")), oidc.token().audience());
        assertEquals(Optional.of(List.of("sub")), oidc.roles().roleClaimPath());
        assertEquals(Optional.of("cluster"), oidc.tls().tlsConfigurationName());
        assertEquals(
                Optional.of(List.of(Path.of("/etc/cluster-ca/ca.crt"))),
                tls.get("cluster")
                        .trustStore()
                        .orElseThrow()
                        .pem()
                        .orElseThrow()
                        .certs());
    }

    @Test
    void theServiceKnowsTheOtherProperties() {
        var page = DocumentationPage.read("docs/configuration.md").text();

        properties.keySet().stream()
                .filter(name -> !name.startsWith("quarkus."))
                .forEach(name -> assertTrue(page.contains("| `" + variable(name) + "` |"), name));
        assertEquals(
                "system:serviceaccount:team-a:triage=keys:read+keys:verify",
                properties.get(OF_THE_SERVICE + "access.oidc.role-mapping"));
    }

    @Test
    void theServiceFindsTheFileAndTheClustersCertificate() {
        assumeTrue(Manifests.KUBECTL, "kubectl is not installed, and without it there are no patches");
        var mounts = Manifests.of(EXAMPLE).service().getContainers().get(0).getVolumeMounts();

        assertTrue(
                mounts.containsAll(List.of(
                        mount("oidc", DockerfileText.workingDirectory("Dockerfile.jvm") + "/config"),
                        mount("cluster-ca", "/etc/cluster-ca"))),
                mounts::toString);
    }

    @Test
    void theCallersTokenIsForTheService() {
        var caller = Manifests.load("caller", Manifests.read(EXAMPLE.resolve("caller.yaml")))
                .one(V1Pod.class, "triage");

        assertEquals("team-a", caller.getMetadata().getNamespace());
        assertEquals("triage", caller.getSpec().getServiceAccountName());
        assertEquals(
                List.of(tokenFor(properties.get("quarkus.oidc.token.audience"))),
                caller.getSpec().getVolumes());
    }

    private static V1Volume tokenFor(String audience) {
        return Manifests.expected(V1PodSpec.class, """
                containers: []
                volumes:
                  - name: token
                    projected:
                      defaultMode: 0400
                      sources:
                        - serviceAccountToken: {audience: %s, expirationSeconds: 3600, path: token}
                """.formatted(audience))
                .getVolumes()
                .get(0);
    }

    private static V1VolumeMount mount(String name, String path) {
        return new V1VolumeMount().name(name).mountPath(path).readOnly(true);
    }

    private Map<String, String> ofQuarkus() {
        var known = new HashMap<>(properties);
        known.keySet().removeIf(name -> name.startsWith(OF_THE_SERVICE));
        return known;
    }

    private static String variable(String property) {
        return property.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }

    private static Map<String, String> properties() {
        var properties = new Properties();
        try {
            properties.load(new StringReader(Manifests.read(EXAMPLE.resolve("application.properties"))));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        var all = new HashMap<String, String>();
        properties.stringPropertyNames().forEach(name -> all.put(name, properties.getProperty(name)));
        return all;
    }
}
