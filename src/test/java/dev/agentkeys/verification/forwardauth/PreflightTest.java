package dev.agentkeys.verification.forwardauth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The method of a preflight counts only if the gateway itself sends it. */
class PreflightTest {

    @ParameterizedTest
    @CsvSource({
        // The columns: the request's own method, the configured header, the sent headers, whether it passes.
        "OPTIONS,, '', true",
        "GET,, '', false",
        "GET,, X-Forwarded-Method=OPTIONS, false",
        "GET,, X-Original-Method=OPTIONS, false",
        "OPTIONS,, X-Forwarded-Method=OPTIONS, true",
        "OPTIONS,, X-Forwarded-Method=GET, false",
        "GET, X-Forwarded-Method, X-Forwarded-Method=OPTIONS, true",
        "GET, x-forwarded-method, X-Forwarded-Method=OPTIONS, true",
        "GET, X-Forwarded-Method, X-Forwarded-Method=GET, false",
        "GET, X-Forwarded-Method, X-Forwarded-Method=options, false",
        "GET, X-Forwarded-Method, '', false",
        "OPTIONS, X-Forwarded-Method, '', false",
        "GET, X-Forwarded-Method, X-Original-Method=OPTIONS, false",
        "GET, X-Forwarded-Method, X-Forwarded-Method=OPTIONS X-Original-Method=GET, false",
        "GET, X-Forwarded-Method, X-Forwarded-Method=GET X-Forwarded-Method=OPTIONS, false",
        "GET, X-Forwarded-Method, X-Forwarded-Method=OPTIONS X-Forwarded-Method=OPTIONS, false",
        "OPTIONS,, Origin=https://other.example, false",
        "OPTIONS,, Access-Control-Request-Method=PUT, false",
        "OPTIONS,, Cookie=a=b, false",
        "OPTIONS,, Authorization=x, false",
        "OPTIONS,, X-Agent-API-Key=x, false",
    })
    void passesOnlyIfTheMethodIsCertain(String own, String header, String sent, boolean passes) {
        var headers =
                HttpHeaders.headers().add("Origin", "https://ui.example").add("Access-Control-Request-Method", "POST");
        for (var field : sent.split(" ")) {
            if (!field.isEmpty()) {
                headers.add(field.substring(0, field.indexOf('=')), field.substring(field.indexOf('=') + 1));
            }
        }

        assertEquals(
                passes, Preflight.isAskedAbout(HttpMethod.valueOf(own), headers, Optional.ofNullable(header)), sent);
    }
}
