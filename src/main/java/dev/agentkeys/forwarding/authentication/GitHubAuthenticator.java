package dev.agentkeys.forwarding.authentication;

import dev.agentkeys.forwarding.ForwardProblems;
import dev.agentkeys.forwarding.ForwardRequest;
import dev.agentkeys.forwarding.ForwardingConfig;
import dev.agentkeys.forwarding.body.BodyReader;
import dev.agentkeys.forwarding.body.HeldBody;
import dev.agentkeys.keymaterial.KeyType;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;

/** Authenticates webhooks of GitHub by their signature, with the {@code github} keys that are named after the source. */
@Singleton
class GitHubAuthenticator implements Authenticator {

    private static final String SIGNATURE = "X-Hub-Signature-256";

    private final WebhookKeys keys;
    private final BodyReader bodies;
    private final long maxBody;

    GitHubAuthenticator(WebhookKeys keys, BodyReader bodies, ForwardingConfig config) {
        this.keys = keys;
        this.bodies = bodies;
        this.maxBody = config.githubMaxBody().asLongValue();
    }

    @Override
    public boolean isAttemptedBy(ForwardRequest request) {
        return request.header(SIGNATURE).isPresent();
    }

    @Override
    public Uni<Admission> authenticate(ForwardRequest request) {
        return keys.requireAgent(request.agentName())
                .chain(() -> bodies.read(request, maxBody))
                .chain(body -> bodies.examine(body, read -> GitHubSource.of(request, read))
                        .chain(source -> keys.requireKeys(
                                request.agentName(), KeyType.GITHUB, source.keyNames(), source.unknown()))
                        .chain(possible -> bodies.examine(
                                body,
                                signed -> admit(
                                        possible,
                                        signed,
                                        request.header(SIGNATURE).orElseThrow()))));
    }

    private static Admission admit(List<WebhookKeys.SigningKey> possible, HeldBody body, String signature) {
        return possible.stream()
                .filter(key -> Signatures.match(Signatures.gitHub(key.secret(), body), signature))
                .findFirst()
                .map(key -> new Admission.Forward(key.agent(), new Credential.Signature(key.key(), body)))
                .orElseThrow(() -> ForwardProblems.unauthenticated("Invalid GitHub webhook signature"));
    }
}
