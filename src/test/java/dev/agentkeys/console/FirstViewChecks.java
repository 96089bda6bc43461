package dev.agentkeys.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.LoadState;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a browser loads before a user can read the page. */
@ExtendWith(ConsoleWorld.Shared.class)
class FirstViewChecks {

    private static final int MOST = 100 * 1024;

    @Test
    void theFirstViewIsSmallAndComesFromTheServiceAlone(ConsoleWorld world) {
        var answers = new CopyOnWriteArrayList<Response>();
        try (var console = world.open()) {
            console.page().onResponse(answers::add);
            console.page().reload();
            assertThat(console.heading()).hasText("Sign in");

            int size = answers.stream()
                    .mapToInt(answer -> sizeOf(world, URI.create(answer.url()).getPath()))
                    .sum();
            assertTrue(size > 0 && size < MOST, () -> size + " bytes");
            assertEquals(
                    List.of(world.api().uri().getAuthority()),
                    answers.stream()
                            .map(answer -> URI.create(answer.url()).getAuthority())
                            .distinct()
                            .toList());
        }
    }

    private static int sizeOf(ConsoleWorld world, String path) {
        var answer = world.api().get(path, "Accept-Encoding", "gzip");
        return (int) answer.headers().firstValueAsLong("Content-Length").orElseThrow();
    }

    @Test
    void nothingOnThePageMovesWhileItLoads(ConsoleWorld world) {
        world.api().registerAgent();
        try (var console = world.open()) {
            console.page().evaluate("""
                    window.moved = 0;
                    new PerformanceObserver(list => list.getEntries().forEach(shift => {
                        if (!shift.hadRecentInput) { window.moved += shift.value; }
                    })).observe({type: 'layout-shift', buffered: true});""");
            console.signIn();
            for (var place : List.of("agents", "audit", "check", "")) {
                console.page().evaluate("place => location.hash = '#/' + place", place);
                assertThat(console.heading()).isVisible();
                console.page().waitForLoadState(LoadState.NETWORKIDLE);
            }

            // Core Web Vitals call a layout shift below 0.1 good.
            assertTrue(((Number) console.page().evaluate("window.moved")).doubleValue() < 0.1);
        }
    }
}
