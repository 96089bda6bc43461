package dev.agentkeys.verification.forwardauth;

import dev.agentkeys.http.ApiKeyHeader;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.Optional;
import java.util.Set;

/**
 * Recognizes the gateway's request for a browser's CORS preflight, which has no credential. No caller can make another
 * request look like one, because only the method that the gateway itself sends counts.
 */
final class Preflight {

    private static final Set<String> METHOD_HEADERS = Set.of("X-Forwarded-Method", "X-Original-Method");

    private static final Set<CharSequence> CREDENTIALS =
            Set.of(ApiKeyHeader.NAME, HttpHeaders.AUTHORIZATION, HttpHeaders.COOKIE);

    private Preflight() {}

    /**
     * @param own the method of the gateway's request
     * @param methodHeader the header in which the gateway sends the original method; without one, it is {@code own}
     */
    static boolean isAskedAbout(HttpMethod own, MultiMap headers, Optional<String> methodHeader) {
        var method = methodHeader.map(name -> only(headers, name)).orElse(own.name());
        return isOptions(method)
                && METHOD_HEADERS.stream().allMatch(name -> !headers.contains(name) || isOptions(only(headers, name)))
                && CREDENTIALS.stream().noneMatch(headers::contains)
                && !only(headers, HttpHeaders.ORIGIN).isBlank()
                && !only(headers, HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD).isBlank();
    }

    private static boolean isOptions(String method) {
        return HttpMethod.OPTIONS.name().equals(method);
    }

    /** The header's value; empty if there is none, or more than one. */
    private static String only(MultiMap headers, CharSequence name) {
        var values = headers.getAll(name);
        return values.size() == 1 ? values.get(0) : "";
    }
}
