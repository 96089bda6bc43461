package dev.agentkeys.access.authentication;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;

/**
 * The browser's statement about the page that sent a request (Fetch Metadata). Browsers add cookies to requests of any
 * page, so a page of another site could act as the browser's user.
 */
public final class FetchMetadata {

    private static final String SITE = "Sec-Fetch-Site";
    /** A page of this service's own origin, or no page: the user typed the address. */
    private static final Set<String> HARMLESS = Set.of("same-origin", "none");

    private FetchMetadata() {}

    /** Whether a page of another origin sent the request, and CORS does not let this origin use credentials. */
    public static boolean isCrossSite(RoutingContext context) {
        var said = context.request().headers().getAll(SITE);
        return !said.stream().allMatch(value -> HARMLESS.contains(value.strip())) && !isAllowedByCors(context);
    }

    /** The CORS filter ran before, and has written what it allows into the response. */
    private static boolean isAllowedByCors(RoutingContext context) {
        return "true".equals(context.response().headers().get(HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS));
    }
}
