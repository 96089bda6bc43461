package dev.agentkeys.http;

import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The SHA-256 of the body of a request that has an {@code Idempotency-Key}; computed while the body is read. */
public final class BodyDigest {

    /** The header of a request that this service carries out only once, even if a client sends it several times. */
    public static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    private static final String KEY = BodyDigest.class.getName();

    private BodyDigest() {}

    /** Returns the stream to read instead of this body, which is in memory. The stream computes the digest. */
    public static InputStream whileRead(RoutingContext context, InputStream body) {
        if (!context.request().headers().contains(IDEMPOTENCY_KEY)) {
            return body;
        }
        var digested = new DigestInputStream(body, sha256());
        context.put(KEY, digested);
        return digested;
    }

    /** Returns the digest of the whole body. May be called once, after the body was read. */
    public static byte[] of(RoutingContext context) {
        DigestInputStream body = context.get(KEY);
        try {
            // An operation may have read no body.
            body.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException("A body in memory can be read", e);
        }
        return body.getMessageDigest().digest();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
