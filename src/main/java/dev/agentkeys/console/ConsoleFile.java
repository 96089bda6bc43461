package dev.agentkeys.console;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;

/**
 * A file of the console, with its compressed form. The service compresses only these files. It never compresses an
 * answer with a secret, because the length of the answer would tell something about the secret (BREACH).
 */
record ConsoleFile(String type, String cacheControl, String tag, Buffer content, Buffer compressed) {

    private static final int NOT_MODIFIED = 304;
    private static final int DIGITS_OF_TAG = 32;
    private static final String GZIP = "gzip";

    static ConsoleFile of(String type, String cacheControl, byte[] content) {
        return new ConsoleFile(type, cacheControl, tag(content), Buffer.buffer(content), Buffer.buffer(gzip(content)));
    }

    void send(RoutingContext context) {
        var response = context.response()
                .putHeader(HttpHeaders.CACHE_CONTROL, cacheControl)
                .putHeader(HttpHeaders.ETAG, tag)
                .putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        if (tag.equals(context.request().getHeader(HttpHeaders.IF_NONE_MATCH))) {
            response.setStatusCode(NOT_MODIFIED).end();
            return;
        }
        response.putHeader(HttpHeaders.CONTENT_TYPE, type);
        var accepted = context.request().getHeader(HttpHeaders.ACCEPT_ENCODING);
        if (accepted != null && accepted.contains(GZIP)) {
            response.putHeader(HttpHeaders.CONTENT_ENCODING, GZIP).end(compressed);
        } else {
            response.end(content);
        }
    }

    private static String tag(byte[] content) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(content);
            return '"' + HexFormat.of().formatHex(digest).substring(0, DIGITS_OF_TAG) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] gzip(byte[] content) {
        var compressed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(compressed)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return compressed.toByteArray();
    }
}
