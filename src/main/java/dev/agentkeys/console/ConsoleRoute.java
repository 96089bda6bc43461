package dev.agentkeys.console;

import dev.agentkeys.http.RequestBody;
import dev.agentkeys.http.RequestFilter;
import dev.agentkeys.http.RequestLabels;
import dev.agentkeys.problem.ErrorFormat;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Serves the console at {@code /console/} if it is switched on, and answers 404 if it is not. The page is a client of
 * the API: no other route knows the page, and the service keeps no session.
 */
@ApplicationScoped
class ConsoleRoute {

    private static final Logger LOG = Logger.getLogger(ConsoleRoute.class);

    private static final String PATH = "/console";
    private static final int MOVED = 308;
    private static final int NOT_FOUND = 404;

    /** The browser runs only the files of the page, and the page sends requests only to the API and the issuer. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'ISSUER; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
            + " require-trusted-types-for 'script'; trusted-types lit-html";

    private final ConsoleConfig config;
    private final ConsoleFiles files;
    private final String policy;
    private final boolean packaged;
    private final boolean development;
    private final int port;

    ConsoleRoute(
            ConsoleConfig config,
            ConsoleSettings settings,
            ConsoleFiles files,
            LaunchMode launchMode,
            @ConfigProperty(name = "quarkus.http.port") int port) {
        this.config = config;
        this.files = files;
        this.policy = POLICY.replace(
                "ISSUER", settings.issuerOrigin().map(origin -> " " + origin).orElse(""));
        this.packaged = !launchMode.isDevOrTest();
        this.development = launchMode == LaunchMode.DEVELOPMENT;
        this.port = port;
    }

    void install(@Observes Filters filters) {
        RequestFilter.CONSOLE.register(filters, this::serve);
        if (config.enabled()) {
            files.load();
        }
        if (development) {
            LOG.infof("The console is at http://localhost:%d%s", port, ConsoleFiles.ROOT);
        }
    }

    private void serve(RoutingContext context) {
        var path = context.request().path();
        if (!path.equals(PATH) && !path.startsWith(ConsoleFiles.ROOT)) {
            context.next();
            return;
        }
        RequestLabels.setRoute(context, PATH);
        if (!config.enabled()) {
            refuse(context);
        } else if (!isRead(context)) {
            context.next();
        } else {
            secure(context.response().headers());
            RequestBody.discardIfAny(context);
            answer(context, path);
        }
    }

    private void answer(RoutingContext context, String path) {
        if (path.equals(PATH)) {
            context.response()
                    .setStatusCode(MOVED)
                    .putHeader(HttpHeaders.LOCATION, ConsoleFiles.ROOT)
                    .end();
            return;
        }
        files.find(path.substring(ConsoleFiles.ROOT.length()))
                .ifPresentOrElse(file -> file.send(context), () -> answerUnknown(context));
    }

    /** In dev and in tests, Quarkus itself serves the bundle from files. */
    private void answerUnknown(RoutingContext context) {
        if (packaged) {
            refuse(context);
        } else {
            context.next();
        }
    }

    private static void refuse(RoutingContext context) {
        RequestBody.discardIfAny(context);
        ErrorFormat.DETAIL.send(context, NOT_FOUND, "Not Found");
    }

    private void secure(MultiMap headers) {
        headers.set("Content-Security-Policy", policy)
                .set("Referrer-Policy", "no-referrer")
                .set("X-Frame-Options", "DENY")
                .set("Cross-Origin-Opener-Policy", "same-origin")
                .set("Cross-Origin-Resource-Policy", "same-origin");
    }

    private static boolean isRead(RoutingContext context) {
        var method = context.request().method();
        return method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
    }
}
