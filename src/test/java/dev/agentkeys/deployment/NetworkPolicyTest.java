package dev.agentkeys.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kubernetes.client.custom.IntOrString;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1NetworkPolicyEgressRule;
import io.kubernetes.client.openapi.models.V1NetworkPolicyIngressRule;
import io.kubernetes.client.openapi.models.V1NetworkPolicyPeer;
import io.kubernetes.client.openapi.models.V1NetworkPolicyPort;
import io.kubernetes.client.openapi.models.V1NetworkPolicySpec;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may talk to whom in production: nobody, and then what is named. */
class NetworkPolicyTest {

    private static final IntOrString DNS = new IntOrString(53);
    private static final IntOrString POSTGRES = new IntOrString(5432);

    private final Manifests production = Manifests.production();

    @ParameterizedTest
    @MethodSource("dev.agentkeys.deployment.Manifests#all")
    void nothingIsAllowedByDefault(Manifests manifests) {
        var policy = manifests.one(V1NetworkPolicy.class, "default-deny").getSpec();

        assertEquals(Map.of(), policy.getPodSelector().getMatchLabels());
        assertEquals(List.of(), policy.getPodSelector().getMatchExpressions());
        assertEquals(List.of("Ingress", "Egress"), policy.getPolicyTypes());
        assertEquals(List.of(), policy.getIngress());
        assertEquals(List.of(), policy.getEgress());
    }

    @Test
    void theServiceAndItsMigrationReachDnsAndPostgresAlone() {
        var policy = policy("agent-api-keys-database");

        assertSelectsTheService(policy);
        assertEquals(
                policy.getPodSelector().getMatchLabels().entrySet(),
                common(
                        policy,
                        production
                                .one(V1Job.class, "agent-api-keys-migration")
                                .getSpec()
                                .getTemplate()
                                .getMetadata()
                                .getLabels()));
        assertEquals(List.of("Egress"), policy.getPolicyTypes());
        assertEquals(
                List.of(Set.of(DNS), Set.of(POSTGRES)),
                policy.getEgress().stream()
                        .map(V1NetworkPolicyEgressRule::getPorts)
                        .map(NetworkPolicyTest::ports)
                        .toList());
        assertEquals(
                Map.of("k8s-app", "kube-dns"),
                policy.getEgress().get(0).getTo().get(0).getPodSelector().getMatchLabels());
    }

    @Test
    void theServiceReachesTheAuthProviderAndAgentsByTheirLabels() {
        var policy = policy("agent-api-keys");

        assertSelectsTheService(policy);
        assertEquals(
                List.of(Map.of("agentkeys.dev/auth-provider", "true"), Map.of("agentkeys.dev/agent", "true")),
                policy.getEgress().stream()
                        .flatMap(rule -> rule.getTo().stream())
                        .map(peer -> peer.getPodSelector().getMatchLabels())
                        .toList());
    }

    @Test
    void callersReachTheApiAndNotTheManagementPort() {
        var ingress = policy("agent-api-keys").getIngress();

        assertEquals(1, ingress.size());
        assertEquals(Set.of(new IntOrString("http")), ports(ingress.get(0).getPorts()));
        assertEquals(
                List.of(Map.of("agentkeys.dev/callers", "true")),
                ingress.get(0).getFrom().stream()
                        .map(V1NetworkPolicyPeer::getNamespaceSelector)
                        .filter(selector -> selector != null)
                        .map(selector -> selector.getMatchLabels())
                        .toList());
    }

    @Test
    void productionHasNoOtherPolicy() {
        assertEquals(
                Set.of("default-deny", "agent-api-keys", "agent-api-keys-database"),
                production.all(V1NetworkPolicy.class).stream()
                        .map(policy -> policy.getMetadata().getName())
                        .collect(Collectors.toSet()));
    }

    @Test
    void withMonitoringPrometheusReachesTheManagementPort() {
        var ingress = Manifests.of(Manifests.DIRECTORY.resolve("overlays/monitoring"))
                .one(V1NetworkPolicy.class, "agent-api-keys-scraping")
                .getSpec()
                .getIngress();

        assertEquals(1, ingress.size());
        assertEquals(Set.of(new IntOrString("management")), ports(ingress.get(0).getPorts()));
        assertEquals(
                List.of(Map.of("kubernetes.io/metadata.name", "monitoring")),
                Stream.of(ingress.get(0))
                        .map(V1NetworkPolicyIngressRule::getFrom)
                        .flatMap(List::stream)
                        .map(peer -> peer.getNamespaceSelector().getMatchLabels())
                        .toList());
    }

    private V1NetworkPolicySpec policy(String name) {
        return production.one(V1NetworkPolicy.class, name).getSpec();
    }

    private void assertSelectsTheService(V1NetworkPolicySpec policy) {
        var labels = production
                .one(V1Deployment.class, "agent-api-keys")
                .getSpec()
                .getTemplate()
                .getMetadata()
                .getLabels();
        assertEquals(policy.getPodSelector().getMatchLabels().entrySet(), common(policy, labels));
    }

    private static Set<Map.Entry<String, String>> common(V1NetworkPolicySpec policy, Map<String, String> labels) {
        return policy.getPodSelector().getMatchLabels().entrySet().stream()
                .filter(labels.entrySet()::contains)
                .collect(Collectors.toSet());
    }

    private static Set<IntOrString> ports(List<V1NetworkPolicyPort> ports) {
        return ports.stream().map(V1NetworkPolicyPort::getPort).collect(Collectors.toSet());
    }
}
