package dev.agentkeys.deployment;

import io.kubernetes.client.openapi.models.V1IPBlock;
import io.kubernetes.client.openapi.models.V1LabelSelector;
import io.kubernetes.client.openapi.models.V1NetworkPolicyPeer;
import io.kubernetes.client.openapi.models.V1NetworkPolicyPort;
import io.kubernetes.client.openapi.models.V1NetworkPolicySpec;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes a whole policy as text: the pods that it selects, and a line for each rule. */
final class PolicyText {

    private PolicyText() {}

    static String of(V1NetworkPolicySpec policy) {
        var whom = "for " + labels(policy.getPodSelector()) + ": " + String.join(", ", policy.getPolicyTypes());
        var in = policy.getIngress().stream()
                .map(rule -> "from " + peers(rule.getFrom()) + ": " + ports(rule.getPorts()));
        var out = policy.getEgress().stream().map(rule -> "to " + peers(rule.getTo()) + ": " + ports(rule.getPorts()));
        return Stream.of(Stream.of(whom), in, out)
                .flatMap(lines -> lines)
                .map(line -> line + "\n")
                .collect(Collectors.joining());
    }

    private static String peers(List<V1NetworkPolicyPeer> peers) {
        return peers.isEmpty() ? "anybody" : joined(peers.stream().map(PolicyText::peer), " or ");
    }

    private static String peer(V1NetworkPolicyPeer peer) {
        var parts = Stream.<String>builder();
        if (peer.getPodSelector() != null) {
            parts.add("pods " + labels(peer.getPodSelector()));
        }
        if (peer.getNamespaceSelector() != null) {
            parts.add("namespaces " + labels(peer.getNamespaceSelector()));
        }
        if (peer.getIpBlock() != null) {
            parts.add("addresses " + addresses(peer.getIpBlock()));
        }
        return joined(parts.build(), " in ");
    }

    private static String addresses(V1IPBlock block) {
        return block.getCidr() + block.getExcept().stream().map(" but "::concat).collect(Collectors.joining());
    }

    private static String ports(List<V1NetworkPolicyPort> ports) {
        return ports.isEmpty() ? "any port" : joined(ports.stream().map(PolicyText::port), ", ");
    }

    private static String port(V1NetworkPolicyPort port) {
        var range = port.getEndPort() == null ? "" : "-" + port.getEndPort();
        return port.getProtocol() + " " + port.getPort() + range;
    }

    private static String labels(V1LabelSelector selector) {
        var labels =
                new TreeMap<>(selector.getMatchLabels()).entrySet().stream().map(String::valueOf);
        var expressions = selector.getMatchExpressions().stream().map(String::valueOf);
        var all = joined(Stream.concat(labels, expressions), ",");
        return all.isEmpty() ? "all" : all;
    }

    private static String joined(Stream<String> parts, String separator) {
        return parts.collect(Collectors.joining(separator));
    }
}
