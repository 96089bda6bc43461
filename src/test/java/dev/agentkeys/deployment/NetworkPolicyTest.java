package dev.agentkeys.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.DocumentationPage;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Names all pods that may connect to each other. The policies allow nothing else. */
class NetworkPolicyTest {

    private static final String SERVICE_AND_MIGRATION = "app.kubernetes.io/name=agent-api-keys";
    private static final String SERVICE = "app.kubernetes.io/component=service," + SERVICE_AND_MIGRATION;
    private static final String CLUSTER = "cnpg.io/cluster=agent-api-keys-postgres";
    private static final String DNS =
            "to pods k8s-app=kube-dns in namespaces kubernetes.io/metadata.name=kube-system: UDP 53, TCP 53\n";
    private static final String OPENSHIFT_DNS =
            "to namespaces kubernetes.io/metadata.name=openshift-dns: UDP 5353, TCP 5353\n";
    private static final String DATABASE = "to namespaces all or addresses 10.0.0.0/8 or addresses 172.16.0.0/12"
            + " or addresses 192.168.0.0/16: TCP 5432\n";
    private static final String KUBERNETES = "to anybody: TCP 443, TCP 6443\n";

    private static final Map<String, String> EVERYWHERE = Map.of(
            "default-deny",
            "for all: Ingress, Egress\n",
            "agent-api-keys-database",
            "for " + SERVICE_AND_MIGRATION + ": Egress\n" + DNS + DATABASE,
            "agent-api-keys",
            "for " + SERVICE + ": Ingress, Egress\n" + """
                    from pods agentkeys.dev/caller=true or namespaces agentkeys.dev/callers=true: TCP http
                    to pods agentkeys.dev/auth-provider=true in namespaces all: any port
                    to pods agentkeys.dev/agent=true in namespaces all: any port
                    to pods agentkeys.dev/collector=true in namespaces all: TCP 4317, TCP 4318
                    """,
            "agent-api-keys-callers",
            "for agentkeys.dev/caller=true: Egress\n" + DNS + "to pods " + SERVICE + ": TCP http\n");

    private static final Map<String, Map<String, String>> BESIDES = Map.of(
            "overlays/dev",
            Map.of(
                    "postgres",
                    "for app.kubernetes.io/name=postgres: Ingress, Egress\n" + "from pods " + SERVICE_AND_MIGRATION
                            + ": TCP postgres\n"),
            "overlays/monitoring",
            Map.of(
                    "agent-api-keys-scraping",
                    "for " + SERVICE
                            + ": Ingress\nfrom namespaces kubernetes.io/metadata.name=monitoring: TCP management\n"),
            "examples/cloudnative-pg",
            Map.of(
                    "agent-api-keys-postgres",
                    "for " + CLUSTER + ": Ingress, Egress\n" + "from pods " + SERVICE_AND_MIGRATION + " or pods "
                            + CLUSTER + ": TCP 5432\n" + "from pods " + CLUSTER
                            + " or namespaces kubernetes.io/metadata.name=cnpg-system: TCP 5432, TCP 8000\n"
                            + "to pods " + CLUSTER + ": TCP 5432, TCP 8000\n" + DNS + KUBERNETES),
            "examples/openshift",
            Map.of(
                    "agent-api-keys-database",
                    "for " + SERVICE_AND_MIGRATION + ": Egress\n" + OPENSHIFT_DNS + DATABASE,
                    "agent-api-keys-callers",
                    "for agentkeys.dev/caller=true: Egress\n" + OPENSHIFT_DNS + "to pods " + SERVICE + ": TCP http\n"),
            "examples/outside",
            Map.of(
                    "agent-api-keys-outside-database",
                    "for " + SERVICE_AND_MIGRATION + ": Egress\nto addresses 203.0.113.10/32: TCP 6432\n",
                    "agent-api-keys-outside-agents",
                    "for " + SERVICE + ": Egress\nto addresses 198.51.100.0/24: TCP 443\n"),
            "examples/pgbouncer",
            Map.of(
                    "pgbouncer",
                    "for app.kubernetes.io/name=pgbouncer: Ingress, Egress\n" + "from pods " + SERVICE_AND_MIGRATION
                            + ": TCP postgres\n" + DNS + DATABASE),
            "examples/serviceaccount-oidc",
            Map.of("agent-api-keys-issuer", "for " + SERVICE + ": Egress\n" + KUBERNETES));

    @ParameterizedTest
    @MethodSource("dev.agentkeys.deployment.Manifests#directories")
    void allowsTheNamedConnectionsAndNoOthers(Path directory) {
        var expected = new HashMap<>(EVERYWHERE);
        expected.putAll(
                BESIDES.getOrDefault(Manifests.DIRECTORY.relativize(directory).toString(), Map.of()));

        assertEquals(
                expected,
                Manifests.of(directory).all(V1NetworkPolicy.class).stream()
                        .collect(Collectors.toMap(
                                policy -> policy.getMetadata().getName(), policy -> PolicyText.of(policy.getSpec()))));
    }

    @Test
    void thePoliciesAreForTheLabelsThatThePodsHave() {
        var production = Manifests.production();
        var service =
                production.one(V1Deployment.class, "agent-api-keys").getSpec().getTemplate();
        var migration = production
                .one(V1Job.class, "agent-api-keys-migration")
                .getSpec()
                .getTemplate();

        assertSelects("agent-api-keys", service);
        assertSelects("agent-api-keys-database", service);
        assertSelects("agent-api-keys-database", migration);
    }

    @Test
    void theDocumentationNamesTheLabelsOfCallers() {
        var page = DocumentationPage.read("docs/kubernetes.md").text();

        assertTrue(page.contains("`agentkeys.dev/caller=true`"));
        assertTrue(page.contains("`agentkeys.dev/callers=true`"));
    }

    private static void assertSelects(String policy, V1PodTemplateSpec pods) {
        var selected = Manifests.production()
                .one(V1NetworkPolicy.class, policy)
                .getSpec()
                .getPodSelector()
                .getMatchLabels();

        assertTrue(pods.getMetadata().getLabels().entrySet().containsAll(selected.entrySet()), policy);
    }
}
