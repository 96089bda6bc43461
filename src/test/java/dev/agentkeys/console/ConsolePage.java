package dev.agentkeys.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.agentkeys.access.StaticAccess;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The console as a user sees and operates it, by the names that a screen reader reads. */
final class ConsolePage implements AutoCloseable {

    /** Chromium reports each refused request with this text. Such a report is no error of the page. */
    private static final String REFUSED_REQUEST = "Failed to load resource";

    private final BrowserContext context;
    private final Page page;
    private final String url;
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    ConsolePage(BrowserContext context, String url) {
        this.context = context;
        this.url = url;
        this.page = context.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") && !message.text().startsWith(REFUSED_REQUEST)) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
        page.onDialog(dialog -> {
            complaints.add("A script of data ran: " + dialog.message());
            dialog.dismiss();
        });
        page.navigate(url);
    }

    Page page() {
        return page;
    }

    BrowserContext context() {
        return context;
    }

    /** Signs in as a user who may do everything. */
    ConsolePage signIn() {
        return signIn(StaticAccess.ALL);
    }

    ConsolePage signIn(String token) {
        page.getByLabel("Access token").fill(token);
        press("Sign in");
        assertThat(page.getByRole(AriaRole.NAVIGATION, new Page.GetByRoleOptions().setName("Main")))
                .isVisible();
        return this;
    }

    /** Goes to a place in the console, such as {@code agents/triage}. */
    ConsolePage go(String place) {
        page.navigate(url + "#/" + place);
        assertThat(heading()).isVisible();
        return this;
    }

    /** Goes to the page of an agent. */
    ConsolePage goToAgent(String name) {
        return go("agents/" + URLEncoder.encode(name, StandardCharsets.UTF_8));
    }

    Locator heading() {
        return page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1));
    }

    Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    Locator link(String name) {
        return page.getByRole(
                AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    Locator dialog() {
        return page.getByRole(AriaRole.DIALOG);
    }

    Locator field(String label) {
        return page.getByLabel(label, new Page.GetByLabelOptions().setExact(true));
    }

    Locator text(String text) {
        return page.getByText(text, new Page.GetByTextOptions().setExact(true));
    }

    /** The row of a table that has this link. */
    Locator row(String link) {
        return page.getByRole(AriaRole.ROW).filter(new Locator.FilterOptions().setHas(link(link)));
    }

    void press(String button) {
        button(button).click();
    }

    /** Presses a button of the dialog. */
    void answer(String button) {
        dialog().getByRole(
                        AriaRole.BUTTON,
                        new Locator.GetByRoleOptions().setName(button).setExact(true))
                .click();
    }

    /** The secret that the dialog shows under this name, once. */
    String secret(String name) {
        return dialog().getByLabel(name, new Locator.GetByLabelOptions().setExact(true))
                .textContent()
                .strip();
    }

    /** Confirms that the secret is stored, and leaves the dialog. */
    void store() {
        field("I have stored it").check();
        answer("Done");
        assertThat(dialog()).isHidden();
    }

    /**
     * Closes the window. Fails if the browser reported an error, such as a violation of the Content-Security-Policy.
     */
    @Override
    public void close() {
        context.close();
        assertEquals(List.of(), complaints);
    }
}
