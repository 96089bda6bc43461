package dev.agentkeys.console;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import dev.agentkeys.access.StaticAccess;
import dev.agentkeys.testsupport.OwnDatabase;
import dev.agentkeys.testsupport.PackagedApplication;
import dev.agentkeys.testsupport.ServiceClient;
import dev.agentkeys.testsupport.ServiceProcess;
import dev.agentkeys.testsupport.TokenIssuer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * The package with its console switched on, an issuer, and a headless Chromium. All checks of the console share them.
 * No browser is downloaded. On a machine without one, the checks are skipped and say so.
 */
final class ConsoleWorld implements AutoCloseable {

    /** The property with the path of the browser, if it is not at a usual place. */
    private static final String BROWSER = "console.browser";

    private static final List<String> USUAL_PLACES = List.of(
            "/usr/bin/chromium",
            "/usr/bin/chromium-browser",
            "/usr/bin/google-chrome",
            "/Applications/Chromium.app/Contents/MacOS/Chromium",
            "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome");

    private final TokenIssuer issuer = TokenIssuer.start();
    private final OwnDatabase database = OwnDatabase.migrated();
    private final ServiceProcess service;
    private final Playwright playwright;
    private final Browser browser;

    private ConsoleWorld(Path executable) {
        service = ServiceProcess.start(Map.ofEntries(
                Map.entry("DATABASE_URL", database.url()),
                Map.entry("AGENTKEYS_KEY_RING", PackagedApplication.KEY_RING),
                Map.entry("AGENTKEYS_CONSOLE", "true"),
                Map.entry("AGENTKEYS_CONSOLE_OIDC_CLIENT_ID", "console"),
                Map.entry("AGENTKEYS_ACCESS_MODE", "static,oidc"),
                Map.entry(
                        "AGENTKEYS_ACCESS_TOKENS",
                        new StaticAccess().getConfigOverrides().get("agentkeys.access.tokens")),
                Map.entry("QUARKUS_OIDC_AUTH_SERVER_URL", issuer.url()),
                Map.entry("QUARKUS_OIDC_TOKEN_AUDIENCE", TokenIssuer.AUDIENCE),
                Map.entry("QUARKUS_OIDC_ROLES_ROLE_CLAIM_PATH", "groups")));
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(executable)
                        // Root in a container may not create the namespaces of the sandbox. All pages come from the
                        // service itself.
                        .setArgs(List.of("--no-sandbox")));
    }

    /** A client of the API with all roles. */
    ServiceClient api() {
        return service.client().withToken(StaticAccess.ALL);
    }

    OwnDatabase database() {
        return database;
    }

    /** Opens the page in a new browser context, without any stored data. */
    ConsolePage open() {
        return open(new Browser.NewContextOptions());
    }

    /** Opens the page in a window of that width, in light or dark colours. */
    ConsolePage open(int width, ColorScheme scheme) {
        // The accessibility checks add their own script to the page, and the policy would block it.
        return open(new Browser.NewContextOptions()
                .setViewportSize(width, 800)
                .setColorScheme(scheme)
                .setBypassCSP(true));
    }

    private ConsolePage open(Browser.NewContextOptions options) {
        var context = browser.newContext(options.setPermissions(List.of("clipboard-read", "clipboard-write"))
                .setReducedMotion(ReducedMotion.REDUCE));
        return new ConsolePage(
                context, service.client().uri().resolve("/console/").toString());
    }

    @Override
    public void close() {
        playwright.close();
        service.close();
        database.close();
        issuer.close();
    }

    private static Optional<Path> findBrowser() {
        return Stream.concat(Stream.ofNullable(System.getProperty(BROWSER)), USUAL_PLACES.stream())
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Gives the one shared world to every check that asks for it. */
    static final class Shared implements BeforeAllCallback, ParameterResolver {

        @Override
        public void beforeAll(ExtensionContext context) {
            Assumptions.assumeTrue(
                    findBrowser().isPresent(),
                    "The console is not checked: there is no Chromium. Install one, or name it with -D" + BROWSER
                            + ".");
        }

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == ConsoleWorld.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot()
                    .getStore(ExtensionContext.Namespace.create(ConsoleWorld.class))
                    .computeIfAbsent(
                            ConsoleWorld.class,
                            key -> new ConsoleWorld(findBrowser().orElseThrow()));
        }
    }
}
