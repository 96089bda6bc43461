package dev.agentkeys.access.authentication;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;

/**
 * What a browser says of the page that a request began on (Fetch Metadata). Browsers send cookies along whichever page
 * that is, so another site's page could act in the name of the browser's user.
 */
final class FetchMetadata {

    private static final String SITE = "Sec-Fetch-Site";
    /** A page of this service's own origin, and no page at all: an address that the user typed. */
    private static final Set<String> HARMLESS = Set.of("same-origin", "none");

    private FetchMetadata() {}

    /** Whether the browser says that it was a page of another origin, and CORS does not let that use credentials. */
    static boolean began(RoutingContext exchange) {
        var said = exchange.request().headers().getAll(SITE);
        return !said.stream().allMatch(value -> HARMLESS.contains(value.strip())) && !isAllowedByCors(exchange);
    }

    /** The rules for CORS come before, and have written what they allow into the answer. */
    private static boolean isAllowedByCors(RoutingContext exchange) {
        return "true".equals(exchange.response().headers().get(HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS));
    }
}
