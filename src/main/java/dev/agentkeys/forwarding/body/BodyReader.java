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
 * Reads bodies before their signatures are checked. Each body has a limit and a minimum rate, and all bodies together
 * have a limit. The bodies to one agent, and the bodies from one address, may take a quarter of it, so that one caller
 * cannot keep out the webhooks of others. Small bodies have separate memory, so large bodies cannot keep them out.
 */
@Singleton
public class BodyReader {

    /** Parsing and hashing this much takes a millisecond or two; a worker thread handles longer bodies. */
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

    /** Reads the whole body; fails with a {@link ProblemException} if it is too large or too slow, or memory is short. */
    public Uni<HeldBody> read(ForwardRequest incoming, long limit) {
        if (incoming.context().response().closed()) {
            // The request has ended, so no end handler would release the memory.
            return Uni.createFrom().failure(ForwardProblems.cancelled());
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

    /** The memory that large bodies hold. */
    long held() {
        return large.taken();
    }

    /** Applies the function to the body, on a worker thread if the body is long. */
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
            return 0; // The HTTP codec refuses a length that is not a number.
        }
    }
}
