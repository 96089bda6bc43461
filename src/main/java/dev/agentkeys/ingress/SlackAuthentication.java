package dev.agentkeys.ingress;

import dev.agentkeys.access.Callers;
import dev.agentkeys.keymaterial.KeyType;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Webhooks that Slack signed: with the agent's {@code slack} key of the app's id. When somebody points Slack at a URL,
 * Slack asks for a challenge back; that names no app, so it is answered without a key.
 */
@Singleton
class SlackAuthentication implements Authentication {

    private static final String SIGNATURE = "X-Slack-Signature";
    private static final String TIMESTAMP = "X-Slack-Request-Timestamp";
    private static final String CHALLENGE = "challenge";
    private static final String TYPE = "type";
    private static final String APP_ID = "api_app_id";

    private final WebhookKeys keys;
    private final BodyReader bodies;
    private final Callers callers;
    private final long maxBody;

    SlackAuthentication(WebhookKeys keys, BodyReader bodies, Callers callers, IngressConfig config) {
        this.keys = keys;
        this.bodies = bodies;
        this.callers = callers;
        this.maxBody = config.slackMaxBody().asLongValue();
    }

    @Override
    public boolean isAttemptedBy(Incoming request) {
        // A time alone proves nothing; but without any proof, there may be a challenge to answer.
        return request.header(SIGNATURE).isPresent()
                || request.header(TIMESTAMP).isPresent() && !request.hasAny(callers.credentialHeaders());
    }

    @Override
    public Uni<Admission> authenticate(Incoming request) {
        return keys.requireAgent(request.agentName())
                .map(agent -> SlackTimestamp.require(request.header(TIMESTAMP)))
                .chain(timestamp -> bodies.read(request, maxBody).chain(body -> bodies.examine(
                                body, SlackAuthentication::parse)
                        .chain(payload -> challengeOf(payload)
                                .<Uni<Admission>>map(text -> Uni.createFrom().item(new Admission.Challenge(text)))
                                .orElseGet(() -> authenticate(request, timestamp, body, payload)))));
    }

    private Uni<Admission> authenticate(Incoming request, String timestamp, Body body, JsonFields payload) {
        var signature = request.header(SIGNATURE).orElseThrow(Refusal::missingAuthentication);
        SlackTimestamp.requireRecent(timestamp, Instant.now());
        var app =
                payload.text(APP_ID).orElseThrow(() -> Refusal.badRequest("Slack webhook payload missing API app ID."));
        return keys.requireKey(request.agentName(), KeyType.SLACK, app, "No API key found for Slack app")
                .chain(key -> bodies.examine(body, signed -> admit(key, timestamp, signed, signature)));
    }

    private static Admission admit(WebhookKeys.SigningKey key, String timestamp, Body body, String signature) {
        if (!Signatures.match(Signatures.slack(key.secret(), timestamp, body), signature)) {
            throw Refusal.unauthenticated("Invalid Slack webhook signature");
        }
        return new Admission.Forward(key.agent(), Optional.of(body));
    }

    private static JsonFields parse(Body body) {
        try {
            return JsonFields.read(body, Set.of(CHALLENGE, TYPE, APP_ID));
        } catch (IOException e) {
            throw Refusal.badRequest("Invalid Slack verification request.");
        }
    }

    private static Optional<String> challengeOf(JsonFields payload) {
        boolean asks = payload.text(TYPE).map("url_verification"::equals).orElse(true);
        return asks ? payload.text(CHALLENGE) : Optional.empty();
    }
}
