package dev.agentkeys.forwarding.authentication;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.agentkeys.access.CallerResolver;
import dev.agentkeys.forwarding.ForwardProblems;
import dev.agentkeys.forwarding.ForwardRequest;
import dev.agentkeys.forwarding.ForwardingConfig;
import dev.agentkeys.forwarding.body.BodyReader;
import dev.agentkeys.forwarding.body.FormFields;
import dev.agentkeys.forwarding.body.HeldBody;
import dev.agentkeys.forwarding.body.JsonFields;
import dev.agentkeys.keymaterial.KeyType;
import dev.agentkeys.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import jakarta.inject.Singleton;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Authenticates requests of Slack by their signature, with the {@code slack} key that is named after the app's id. When a
 * user enters a URL, Slack sends a challenge to it, and later it checks the certificate there. These requests need not name
 * an app, so this service answers them without a key.
 */
@Singleton
class SlackAuthenticator implements Authenticator {

    private static final String SIGNATURE = "X-Slack-Signature";
    private static final String TIMESTAMP = "X-Slack-Request-Timestamp";
    private static final String CHALLENGE = "challenge";
    private static final String TYPE = "type";
    private static final String APP_ID = "api_app_id";
    private static final String CERTIFICATE_CHECK = "ssl_check";

    /** The answer to a check of the certificate has no text. */
    private static final Admission EMPTY_ANSWER = new Admission.Challenge("");

    private final WebhookKeys keys;
    private final BodyReader bodies;
    private final CallerResolver callers;
    private final long maxBody;

    SlackAuthenticator(WebhookKeys keys, BodyReader bodies, CallerResolver callers, ForwardingConfig config) {
        this.keys = keys;
        this.bodies = bodies;
        this.callers = callers;
        this.maxBody = config.slackMaxBody().asLongValue();
    }

    /**
     * The fields of a request that decide how it is authenticated.
     *
     * @param challenge the text that Slack expects in the answer
     * @param checksCertificate whether Slack only checks the certificate
     */
    private record Payload(Optional<String> app, Optional<String> challenge, boolean checksCertificate) {}

    @Override
    public boolean isAttemptedBy(ForwardRequest request) {
        // A request without a credential may be a challenge, which has a timestamp, or a check of the certificate.
        return request.header(SIGNATURE).isPresent()
                || (request.header(TIMESTAMP).isPresent() || isCertificateCheck(request))
                        && !request.hasAny(callers.credentialHeaders());
    }

    @Override
    public Uni<Admission> authenticate(ForwardRequest request) {
        return keys.requireAgent(request.agentName())
                .chain(agent -> isCertificateCheck(request)
                        ? Uni.createFrom().item(EMPTY_ANSWER)
                        : authenticateBody(request, SlackTimestamp.require(request.header(TIMESTAMP))));
    }

    private Uni<Admission> authenticateBody(ForwardRequest request, String timestamp) {
        return bodies.read(request, maxBody).chain(body -> bodies.examine(body, read -> parse(request, read))
                .chain(payload -> answerOf(request, payload)
                        .map(answer -> Uni.createFrom().item(answer))
                        .orElseGet(() -> authenticate(request, timestamp, body, payload))));
    }

    /** The answer to a challenge or a check of the certificate. It needs no key, and nothing reaches the agent. */
    private static Optional<Admission> answerOf(ForwardRequest request, Payload payload) {
        boolean cannotBeVerified =
                payload.app().isEmpty() || request.header(SIGNATURE).isEmpty();
        return payload.checksCertificate() && cannotBeVerified
                ? Optional.of(EMPTY_ANSWER)
                : payload.challenge().map(Admission.Challenge::new);
    }

    private Uni<Admission> authenticate(ForwardRequest request, String timestamp, HeldBody body, Payload payload) {
        var signature = request.header(SIGNATURE).orElseThrow(ForwardProblems::missingAuthentication);
        SlackTimestamp.requireRecent(timestamp, Instant.now());
        var app = payload.app()
                .orElseThrow(() -> ProblemException.badRequest("Slack webhook payload missing API app ID."));
        return keys.requireKeys(
                        request.agentName(), KeyType.SLACK, List.of(app), "No API key found for Slack app " + app + ".")
                .chain(found -> bodies.examine(body, signed -> admit(found, timestamp, signed, signature)));
    }

    private static Admission admit(
            List<WebhookKeys.SigningKey> possible, String timestamp, HeldBody body, String signature) {
        return possible.stream()
                .filter(key -> Signatures.match(Signatures.slack(key.secret(), timestamp, body), signature))
                .findFirst()
                .map(key -> new Admission.Forward(key.agent(), new Credential.Signature(key.key(), body)))
                .orElseThrow(() -> ForwardProblems.unauthenticated("Invalid Slack webhook signature"));
    }

    /** Slack checks a certificate with a GET, which it need not sign. */
    private static boolean isCertificateCheck(ForwardRequest request) {
        if (!HttpMethod.GET.equals(request.request().method()) || request.query() == null) {
            return false;
        }
        try {
            var query = new ByteArrayInputStream(request.query().getBytes(US_ASCII));
            return checksCertificate(FormFields.read(query, Set.of(CERTIFICATE_CHECK), Set.of()));
        } catch (IOException e) {
            return false;
        }
    }

    private static Payload parse(ForwardRequest request, HeldBody body) {
        try {
            return request.isForm() ? parseForm(body) : parseJson(body);
        } catch (IOException e) {
            throw ProblemException.badRequest("Invalid Slack verification request.");
        }
    }

    private static Payload parseJson(HeldBody body) throws IOException {
        var json = JsonFields.read(body, Set.of(CHALLENGE, TYPE, APP_ID));
        boolean asks = json.text(TYPE).map("url_verification"::equals).orElse(true);
        return new Payload(json.text(APP_ID), asks ? json.text(CHALLENGE) : Optional.empty(), false);
    }

    /** A slash command is a form; an interaction with a message or a dialog is JSON in a form. */
    private static Payload parseForm(HeldBody body) throws IOException {
        var form = FormFields.read(body.stream(), Set.of(APP_ID, CERTIFICATE_CHECK), Set.of(APP_ID));
        if (form.payload().isPresent() && form.text(APP_ID).isPresent()) {
            throw new IOException("the same field twice");
        }
        var app = form.payload().map(payload -> payload.text(APP_ID)).orElseGet(() -> form.text(APP_ID));
        return new Payload(app, Optional.empty(), checksCertificate(form));
    }

    private static boolean checksCertificate(FormFields form) {
        return form.text(CERTIFICATE_CHECK).filter("1"::equals).isPresent();
    }
}
