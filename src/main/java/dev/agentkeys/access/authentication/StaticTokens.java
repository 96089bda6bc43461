package dev.agentkeys.access.authentication;

import dev.agentkeys.access.AccessConfig;
import dev.agentkeys.access.Digests;
import dev.agentkeys.audit.AuditRepository;
import dev.agentkeys.audit.Changes;
import dev.agentkeys.configuration.WatchedFile;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** The bearer tokens of mode {@code static}. The service knows only their digests. */
@ApplicationScoped
public class StaticTokens {

    private static final String VARIABLE = "AGENTKEYS_ACCESS_TOKENS";

    private final List<StaticToken> fixed;
    private final Optional<WatchedFile<List<StaticToken>>> file;

    StaticTokens(AccessConfig config, Vertx vertx, Instance<AuditRepository> audit) {
        fixed = parse(config.tokens().orElse(""));
        file = config.tokens().isPresent()
                ? Optional.empty()
                : config.tokensFile()
                        .map(path -> new WatchedFile<>(
                                VARIABLE + "_FILE",
                                path,
                                StaticTokens::atLeastOne,
                                vertx,
                                config.fileCheckInterval(),
                                tokens -> recorded(audit.get(), path, tokens)));
    }

    /** Writes the names of the tokens to the audit trail. */
    private static CompletionStage<Void> recorded(AuditRepository audit, Path file, List<StaticToken> tokens) {
        var names = tokens.stream().map(StaticToken::name).collect(Collectors.joining(", "));
        return audit.tokensReloaded(file.toString(), new Changes().to("tokens", names))
                .subscribeAsCompletionStage();
    }

    /** Whether any token is configured. */
    public boolean any() {
        return !tokens().isEmpty();
    }

    /**
     * The caller that the token belongs to. The time of the comparison depends neither on the token nor on the place
     * where digests differ.
     */
    Optional<SecurityIdentity> authenticate(String token) {
        var digest = Digests.sha256(token);
        StaticToken found = null;
        for (var known : tokens()) {
            if (MessageDigest.isEqual(known.digest(), digest)) {
                found = known;
            }
        }
        return Optional.ofNullable(found).map(known -> Identities.withRoles("static:" + known.name(), known.roles()));
    }

    @PreDestroy
    void stopWatching() {
        file.ifPresent(WatchedFile::close);
    }

    private List<StaticToken> tokens() {
        return file.map(WatchedFile::content).orElse(fixed);
    }

    private static List<StaticToken> parse(String text) {
        try {
            return StaticToken.parseAll(text);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(VARIABLE + " cannot be used: " + e.getMessage() + ".");
        }
    }

    private static List<StaticToken> atLeastOne(String text) {
        var tokens = StaticToken.parseAll(text);
        if (tokens.isEmpty()) {
            throw new IllegalArgumentException("it has no token");
        }
        return tokens;
    }
}
