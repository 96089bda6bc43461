package dev.agentkeys.access.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.restassured.response.Response;
import java.util.HashMap;
import java.util.Map;

/** A caller cannot tell a hidden agent or key from a missing one. */
final class Concealment {

    /** A request that names an agent or a key. */
    interface Request {
        Response about(String reference);
    }

    private Concealment() {}

    /** Both answers are the same 404, header by header and byte by byte, except for the reference itself. */
    static void assertSame(String hidden, String missing, Request request) {
        var ofHidden = request.about(hidden);
        var ofMissing = request.about(missing);

        assertEquals(404, ofMissing.statusCode());
        assertEquals(404, ofHidden.statusCode());
        assertEquals(
                ofMissing.asString().replace(missing, "?"), ofHidden.asString().replace(hidden, "?"));
        assertEquals(headers(ofMissing), headers(ofHidden));
    }

    private static Map<String, String> headers(Response answer) {
        var headers = new HashMap<String, String>();
        answer.headers().forEach(header -> headers.put(header.getName(), header.getValue()));
        headers.remove("X-Request-Id");
        headers.remove("content-length");
        return headers;
    }
}
