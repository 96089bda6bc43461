package dev.agentkeys.forwarding.body;

import dev.agentkeys.forwarding.ForwardProblems;
import dev.agentkeys.forwarding.ForwardRequest;
import dev.agentkeys.forwarding.ForwardingConfig;
import dev.agentkeys.http.ClientAddress;
import dev.agentkeys.http.SharedMemory;
import dev.agentkeys.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.UniHelper;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.function.Function;

/**
 * Reads bodies whose signatures are to be checked: each up to its limit, at no less than the minimum rate, and all
 * together up to another limit. The bodies to one agent, and those from one address, get a quarter of that, so that no
 * caller keeps the webhooks of others out. Small bodies have memory of their own, and so large ones never keep them out.
 */
@Singleton
public class BodyReader {

    /** What is parsed and hashed in a millisecond or two; longer, no event loop may be kept from other requests. */
    private static final int AT_ONCE_BYTES = 64 * 1024;

    private final Vertx vertx;
    private final SharedMemory small;
    private final SharedMemory large;
    private final long periodMillis;
    private final long bytesPerPeriod;

    BodyReader(Vertx vertx, ForwardingConfig config) {
        this.vertx = vertx;
        this.small = new SharedMemory(config.maxBufferedSmall().asLongValue());
        this.large = new SharedMemory(config.maxBuffered().asLongValue());
        this.periodMillis = config.bodyTimeout().toMillis();
        this.bytesPerPeriod = config.minBodyRate().asLongValue() * periodMillis / 1000;
    }

    /** The whole body; fails with a {@link ProblemException} if it is too large or too slow, or there is no room for it. */
    public Uni<HeldBody> read(ForwardRequest incoming, long limit) {
        if (incoming.exchange().response().closed()) {
            return Uni.createFrom().failure(ForwardProblems.cancelled()); // Nobody would be told so again.
        }
        if (announcedLength(incoming) > limit) {
            return Uni.createFrom().failure(ProblemException.contentTooLarge());
        }
        var holders = List.of(
                "agent " + incoming.agentName(),
                "address " + ClientAddress.of(incoming.request()).key());
        return UniHelper.toUni(Future.future(
                promise -> new SignedBody(incoming, limit, small.claim(holders), large.claim(holders), promise)
                        .read(vertx, periodMillis, bytesPerPeriod)));
    }

    /** How much is held of large bodies. */
    long held() {
        return large.taken();
    }

    /** What a function finds in the body. */
    public <T> Uni<T> examine(HeldBody body, Function<HeldBody, T> function) {
        return body.length() <= AT_ONCE_BYTES
                ? Uni.createFrom().item(body).map(function)
                : UniHelper.toUni(vertx.executeBlocking(() -> function.apply(body), false));
    }

    private static long announcedLength(ForwardRequest incoming) {
        try {
            var header = incoming.headers().get(HttpHeaders.CONTENT_LENGTH);
            return header == null ? 0 : Long.parseLong(header);
        } catch (NumberFormatException e) {
            return 0; // Not our rule: the HTTP codec refuses what is no number.
        }
    }
}
