package dev.agentkeys.observability;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.agentkeys.testsupport.Api;
import dev.agentkeys.testsupport.Metrics;
import dev.agentkeys.testsupport.ObservedService;
import dev.agentkeys.testsupport.ServiceClient;
import dev.agentkeys.testsupport.SharedProcesses;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** The dashboard and the alert rules ask only for metrics and labels that the service has. */
@ExtendWith(SharedProcesses.class)
class MonitoringIT {

    private static final Path MONITORING = Path.of("k8s/overlays/monitoring");
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    /** The metric that Prometheus itself writes for each scrape. */
    private static final String SCRAPED = "up";

    private static final Set<String> LABELS_OF_THE_SCRAPE = Set.of("job", "pod", "namespace", "instance");
    private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((\\w+), (\\w+)\\)");
    private static final Pattern LABEL_IN_TEXT = Pattern.compile("\\{\\{\\s*(?:\\$labels\\.)?(\\w+)\\s*}}");

    private static Metrics metrics;

    @BeforeAll
    static void walk(ObservedService shared) {
        var service = shared.process();
        var client = service.client();
        var agent = client.registerAgent();
        client.createKey(Map.of("agent_id", agent.id(), "name", "ci"));
        client.post(
                "/agent_api_keys/verify",
                JsonObject.of("api_key", agent.internalKey()).encode());
        client.get("/agent_api_keys/authorize");
        assertEquals(502, forward(client, client.registerAgent("http://127.0.0.1:1")));
        await().atMost(TIMEOUT).until(() -> Metrics.of(service).text().contains("agentkeys_sealed_secrets"));
        shared.database().stop();
        try {
            assertEquals(503, client.get("/agents").statusCode());
            assertEquals(503, client.get("/readyz").statusCode());
            metrics = Metrics.of(service);
        } finally {
            shared.database().startAgain();
        }
        await().atMost(TIMEOUT).until(() -> client.get("/readyz").statusCode() == 200);
    }

    private static int forward(ServiceClient client, Api.RegisteredAgent agent) {
        return client.get("/agents/forward/name/" + agent.name() + "/path", "X-Agent-API-Key", agent.internalKey())
                .statusCode();
    }

    @Test
    void theDashboardQueriesOnlyMetricsThatTheServiceHas() throws IOException {
        var targets = new ArrayList<JsonObject>();
        collectTargets(new JsonObject(Files.readString(MONITORING.resolve("dashboard.json"))), targets);

        assertTrue(targets.size() > 20, targets::toString);
        targets.forEach(target -> assertAnswerable(target.getString("expr")));
    }

    @Test
    void theDashboardsVariableHasValues() throws IOException {
        var dashboard = Files.readString(MONITORING.resolve("dashboard.json"));
        var queries = LABEL_VALUES.matcher(dashboard).results().toList();

        assertEquals(1, queries.size());
        assertTrue(metrics.labelsByName().containsKey(queries.get(0).group(1)), dashboard);
        assertTrue(LABELS_OF_THE_SCRAPE.contains(queries.get(0).group(2)), dashboard);
    }

    @Test
    void everyLegendNamesLabelsThatItsLinesHave() throws IOException {
        var targets = new ArrayList<JsonObject>();
        collectTargets(new JsonObject(Files.readString(MONITORING.resolve("dashboard.json"))), targets);

        assertTrue(targets.size() > 20, targets::toString);
        targets.forEach(target -> assertNamesLabels(target.getString("legendFormat"), target.getString("expr")));
    }

    @Test
    void everyAlertNamesLabelsThatItHas() throws IOException {
        alerts().forEach(alert ->
                assertNamesLabels(String.valueOf(alert.get("annotations")), (String) alert.get("expr")));
    }

    @Test
    void theAlertsQueryOnlyMetricsThatTheServiceHas() throws IOException {
        var expressions = alerts().map(alert -> (String) alert.get("expr")).toList();

        assertTrue(expressions.size() > 10, expressions::toString);
        expressions.forEach(MonitoringIT::assertAnswerable);
    }

    @Test
    void everyAlertHasAChapterInTheRunbook() throws IOException {
        var runbook = Files.readAllLines(MONITORING.resolve("RUNBOOK.md"));
        var chapters = runbook.stream()
                .filter(line -> line.startsWith("## "))
                .map(line -> line.substring(3).toLowerCase(Locale.ROOT))
                .toList();

        var anchors = alerts().map(alert -> ((Map<?, ?>) alert.get("annotations")).get("runbook"))
                .toList();

        assertEquals(chapters.stream().map(chapter -> "RUNBOOK.md#" + chapter).toList(), anchors);
    }

    @Test
    void everyAlertHasASeverityAndASummary() throws IOException {
        alerts().forEach(alert -> {
            var severity = ((Map<?, ?>) alert.get("labels")).get("severity");
            assertTrue(Set.of("critical", "warning").contains(severity), alert::toString);
            assertTrue(
                    ((Map<?, ?>) alert.get("annotations"))
                            .get("summary")
                            .toString()
                            .endsWith("."),
                    alert::toString);
        });
    }

    /** A sum is empty if one of its parts has no series. The alert would then ignore the other parts too. */
    @Test
    void everyPartOfASumFallsBackToZero() throws IOException {
        var targets = new ArrayList<JsonObject>();
        collectTargets(new JsonObject(Files.readString(MONITORING.resolve("dashboard.json"))), targets);
        var sums = Stream.concat(
                        alerts().map(alert -> (String) alert.get("expr")),
                        targets.stream().map(target -> target.getString("expr")))
                .map(expression -> expression.replaceAll("\"[^\"]*\"", ""))
                .filter(expression -> expression.contains("+"))
                .toList();

        assertEquals(2, sums.size(), sums::toString);
        for (var sum : sums) {
            int parts = sum.split("\\+", -1).length;
            assertEquals(parts, sum.split("or vector\\(0\\)", -1).length - 1, sum);
        }
    }

    @Test
    void promtoolAcceptsTheRules(@TempDir Path directory) throws IOException, InterruptedException {
        promtool(directory, "check", "rules", "rules.yaml");
    }

    @Test
    void eachAlertFiresForItsOwnProblem(@TempDir Path directory) throws IOException, InterruptedException {
        Files.copy(Path.of("src/test/resources/monitoring/alerts-test.yaml"), directory.resolve("alerts-test.yaml"));

        promtool(directory, "test", "rules", "alerts-test.yaml");
    }

    private static void promtool(Path directory, String... arguments) throws IOException, InterruptedException {
        assumeTrue(onPath("promtool"), "promtool is not installed");
        Files.writeString(directory.resolve("rules.yaml"), new Yaml().dump(spec()));
        var command = Stream.concat(Stream.of("promtool"), Stream.of(arguments)).toList();

        var run = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();

        var said = new String(run.getInputStream().readAllBytes(), UTF_8);
        assertTrue(run.waitFor(30, TimeUnit.SECONDS));
        assertEquals(0, run.exitValue(), said);
    }

    private static void assertAnswerable(String expression) {
        var labels = metrics.labelsByName();
        var grouped = new HashSet<>(Selector.groupings(expression));
        grouped.removeAll(LABELS_OF_THE_SCRAPE);
        var selectors = Selector.in(expression);
        assertFalse(selectors.isEmpty(), expression);
        for (var selector : selectors) {
            if (!selector.metric().equals(SCRAPED)) {
                assertTrue(labels.containsKey(selector.metric()), () -> selector.metric() + " in " + expression);
                selector.matchers().forEach(matcher -> assertSomethingFits(selector.metric(), matcher, expression));
                assertTrue(labels.get(selector.metric()).containsAll(grouped), () -> grouped + " in " + expression);
            }
        }
    }

    private static void assertSomethingFits(String metric, Selector.Matcher matcher, String expression) {
        if (LABELS_OF_THE_SCRAPE.contains(matcher.label())) {
            return;
        }
        var values = metrics.samples().stream()
                .filter(sample ->
                        sample.name().equals(metric) && sample.labels().containsKey(matcher.label()))
                .map(sample -> sample.labels().get(matcher.label()))
                .collect(Collectors.toSet());
        assertFalse(values.isEmpty(), () -> matcher.label() + " of " + metric + " in " + expression);
        assertTrue(
                values.stream().anyMatch(matcher::fits),
                () -> matcher + " of " + metric + " leaves nothing of " + values);
        matcher.named()
                .forEach(name -> assertTrue(
                        values.stream().anyMatch(name),
                        () -> matcher + " of " + metric + " names what there is not, in " + values));
    }

    private static void assertNamesLabels(String text, String expression) {
        var there = new HashSet<>(Selector.groupings(expression));
        if (Selector.keepsAllLabels(expression)) {
            there.addAll(LABELS_OF_THE_SCRAPE);
            Selector.in(expression)
                    .forEach(
                            selector -> there.addAll(metrics.labelsByName().getOrDefault(selector.metric(), Set.of())));
        }
        LABEL_IN_TEXT.matcher(text).results().forEach(found -> {
            assertTrue(there.contains(found.group(1)), () -> found.group(1) + " of " + expression);
        });
    }

    private static void collectTargets(Object node, List<JsonObject> targets) {
        if (node instanceof JsonObject object) {
            if (object.containsKey("expr")) {
                targets.add(object);
            }
            object.forEach(entry -> collectTargets(entry.getValue(), targets));
        } else if (node instanceof JsonArray array) {
            array.forEach(element -> collectTargets(element, targets));
        }
    }

    private static Stream<Map<?, ?>> alerts() throws IOException {
        return ((List<?>) spec().get("groups"))
                .stream()
                        .flatMap(group -> ((List<?>) ((Map<?, ?>) group).get("rules")).stream())
                        .map(rule -> (Map<?, ?>) rule);
    }

    private static Map<?, ?> spec() throws IOException {
        Map<?, ?> resource = new Yaml().load(Files.readString(MONITORING.resolve("alerts.yaml")));
        return (Map<?, ?>) resource.get("spec");
    }

    private static boolean onPath(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }
}
