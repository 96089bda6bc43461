package dev.agentkeys.access.check;

import static dev.agentkeys.doctor.Finding.Area.ACCESS;

import dev.agentkeys.access.AccessConfig;
import dev.agentkeys.access.AccessModes;
import dev.agentkeys.access.AccessModes.AccessMode;
import dev.agentkeys.access.authentication.StaticTokens;
import dev.agentkeys.access.oidc.OidcTokens;
import dev.agentkeys.access.provider.AuthProvider;
import dev.agentkeys.doctor.Diagnosis;
import dev.agentkeys.doctor.DoctorCheck;
import dev.agentkeys.doctor.Finding;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Instance;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;

/** Checks how callers authenticate: the tokens, the issuer and the auth provider of the modes that are on. */
@Dependent
class AccessDoctorCheck implements DoctorCheck {

    private final Instance<AccessModes> modes;
    private final AccessConfig config;
    private final Instance<StaticTokens> tokens;
    private final Instance<OidcTokens> oidc;
    private final Instance<AuthProvider> provider;

    AccessDoctorCheck(
            Instance<AccessModes> modes,
            AccessConfig config,
            Instance<StaticTokens> tokens,
            Instance<OidcTokens> oidc,
            Instance<AuthProvider> provider) {
        this.modes = modes;
        this.config = config;
        this.tokens = tokens;
        this.oidc = oidc;
        this.provider = provider;
    }

    @Override
    public Finding.Area area() {
        return ACCESS;
    }

    @Override
    public List<Finding> findings(Diagnosis soFar) {
        var on = modes.get();
        if (!on.configured()) {
            return List.of(Finding.failed(ACCESS, "mode", "AGENTKEYS_ACCESS_MODE is not set"));
        }
        var findings = new ArrayList<Finding>();
        if (on.open()) {
            findings.add(Finding.warning(ACCESS, "mode", "none: every caller may do everything"));
        }
        if (on.has(AccessMode.STATIC)) {
            findings.add(
                    tokens.get().any()
                            ? Finding.ok(ACCESS, "tokens", "the list of tokens can be read")
                            : Finding.failed(ACCESS, "tokens", "AGENTKEYS_ACCESS_TOKENS has no token"));
        }
        if (on.has(AccessMode.OIDC)) {
            oidc.get().prepare();
            findings.add(
                    oidc.get().ready()
                            ? Finding.ok(ACCESS, "issuer", "the issuer's keys are available")
                            : Finding.failed(ACCESS, "issuer", "the issuer was not reached; the log above says why"));
        }
        if (on.has(AccessMode.GATEWAY)) {
            findings.add(ofTheProvider());
        }
        if (config.openRegistration() && !on.open()) {
            findings.add(Finding.warning(ACCESS, "registration", "every caller may register agents"));
        }
        return findings;
    }

    private Finding ofTheProvider() {
        provider.get().prepare();
        try {
            int status = provider.get().reach().subscribeAsCompletionStage().join();
            return status < 500
                    ? Finding.ok(ACCESS, "auth provider", "answers a question without credentials with " + status)
                    : Finding.failed(ACCESS, "auth provider", "answers with " + status);
        } catch (CompletionException e) {
            return Finding.failed(ACCESS, "auth provider", "gives no answer: " + root(e).getMessage());
        }
    }

    private static Throwable root(Throwable failure) {
        var root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
