package dev.agentkeys.idempotency;

import java.nio.ByteBuffer;
import java.security.MessageDigest;

/** An answer as it is kept, before it is sealed: status, digest of the request's body, and JSON. */
record KeptAnswer(int status, byte[] bodyDigest, byte[] json) {

    private static final int DIGEST_BYTES = 32;

    static KeptAnswer parse(byte[] bytes) {
        var buffer = ByteBuffer.wrap(bytes);
        int status = buffer.getShort();
        var bodyDigest = new byte[DIGEST_BYTES];
        buffer.get(bodyDigest);
        var json = new byte[buffer.remaining()];
        buffer.get(json);
        return new KeptAnswer(status, bodyDigest, json);
    }

    byte[] bytes() {
        return ByteBuffer.allocate(Short.BYTES + DIGEST_BYTES + json.length)
                .putShort((short) status)
                .put(bodyDigest)
                .put(json)
                .array();
    }

    /** Whether it answers a request with that body. */
    boolean answers(RetriableRequest request) {
        return MessageDigest.isEqual(bodyDigest, request.bodyDigest());
    }

    /** The JSON may hold a secret. */
    @Override
    public String toString() {
        return "KeptAnswer[status=" + status + "]";
    }
}
