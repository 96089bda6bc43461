package dev.agentkeys.ingress;

import dev.agentkeys.keymaterial.KeyType;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/** Webhooks that GitHub signed: with the agent's {@code github} key of the repository's name. */
@Singleton
class GitHubAuthentication implements Authentication {

    private static final String SIGNATURE = "X-Hub-Signature-256";
    private static final String REPOSITORY = "repository";
    private static final String FULL_NAME = "repository/full_name";

    private final WebhookKeys keys;
    private final BodyReader bodies;
    private final long maxBody;

    GitHubAuthentication(WebhookKeys keys, BodyReader bodies, IngressConfig config) {
        this.keys = keys;
        this.bodies = bodies;
        this.maxBody = config.githubMaxBody().asLongValue();
    }

    @Override
    public boolean isAttemptedBy(Incoming request) {
        return request.header(SIGNATURE).isPresent();
    }

    @Override
    public Uni<Admission> authenticate(Incoming request) {
        return keys.requireAgent(request.agentName())
                .chain(() -> bodies.read(request, maxBody))
                .chain(body -> bodies.examine(body, GitHubAuthentication::repositoryOf)
                        .chain(repository -> keys.requireKey(
                                request.agentName(),
                                KeyType.GITHUB,
                                repository,
                                "No API key found for GitHub repository"))
                        .chain(key -> bodies.examine(
                                body,
                                signed -> admit(
                                        key, signed, request.header(SIGNATURE).orElseThrow()))));
    }

    private static Admission admit(WebhookKeys.SigningKey key, Body body, String signature) {
        if (!Signatures.match(Signatures.gitHub(key.secret(), body), signature)) {
            throw Refusal.unauthenticated("Invalid GitHub webhook signature");
        }
        return new Admission.Forward(key.agent(), Optional.of(body));
    }

    private static String repositoryOf(Body body) {
        if (body.length() == 0) {
            throw Refusal.badRequest("Empty payload in GitHub webhook.");
        }
        var payload = parse(body);
        if (!payload.hasObject(REPOSITORY)) {
            throw Refusal.badRequest("GitHub webhook payload missing repository info.");
        }
        return payload.text(FULL_NAME)
                .orElseThrow(() -> Refusal.badRequest("GitHub webhook payload missing repository name."));
    }

    private static JsonFields parse(Body body) {
        try {
            return JsonFields.read(body, Set.of(REPOSITORY, FULL_NAME));
        } catch (IOException e) {
            throw Refusal.badRequest("Failed to parse GitHub webhook payload as JSON.");
        }
    }
}
