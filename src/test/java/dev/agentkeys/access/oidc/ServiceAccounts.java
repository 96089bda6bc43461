package dev.agentkeys.access.oidc;

import dev.agentkeys.access.Role;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Tokens such as the kubelet writes into pods. Each ServiceAccount is named after the role that it has in the test. */
final class ServiceAccounts {

    static final String ISSUER = "https://kubernetes.default.svc.cluster.local";

    static final String MAPPING = Role.ALL.stream()
            .map(role -> "system:serviceaccount:platform:" + nameFor(role) + "=" + role)
            .collect(Collectors.joining(",\n"));

    private ServiceAccounts() {}

    /**
     * The claims in the token of the ServiceAccount for that one role. For any other number of roles, the
     * ServiceAccount has no role.
     */
    static Map<String, Object> claims(String... roles) {
        var name = roles.length == 1 ? nameFor(roles[0]) : "of-nobody";
        var now = Instant.now().getEpochSecond();
        var claims = new LinkedHashMap<String, Object>();
        claims.put("aud", List.of("agent-api-keys"));
        claims.put("exp", now + 3600);
        claims.put("iat", now);
        claims.put("iss", ISSUER);
        claims.put("jti", "b2a4c1a0-0000-4000-8000-000000000000");
        claims.put(
                "kubernetes.io",
                Map.of(
                        "namespace", "platform",
                        "node", Map.of("name", "node-1"),
                        "pod", Map.of("name", name + "-6d4b", "uid", "0e6c0a3d-0000-4000-8000-000000000000"),
                        "serviceaccount", Map.of("name", name, "uid", "5f0a7b90-0000-4000-8000-000000000000"),
                        "warnafter", now + 3000));
        claims.put("nbf", now);
        claims.put("sub", "system:serviceaccount:platform:" + name);
        return claims;
    }

    private static String nameFor(String role) {
        return "may-" + role.replace(':', '-');
    }
}
