package dev.agentkeys.benchmark.gatling;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.during;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.core.Simulation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * Plays the loads of a file one after the other. Each load has its own connections, a warm-up and a measurement. The
 * simulation measures by itself, because Gatling's milliseconds are too coarse here.
 */
public class LoadSimulation extends Simulation {

    /** The placeholder for a number that no other request has. */
    private static final String NUMBER = "%NUMBER%";

    private static final String SENT_AT = "sent-at";
    private static final String TURN = "turn";

    private final Duration warmUp;
    private final Duration duration;
    private final AtomicLong lastNumber;
    private final Path resultsFile;
    private final List<Measurement> measurements = new ArrayList<>();

    /** Reads the file that the property {@code benchmark.loads} names. */
    public LoadSimulation() {
        var file = read(Path.of(System.getProperty("benchmark.loads")));
        resultsFile = Path.of(System.getProperty("benchmark.results"));
        warmUp = Duration.ofMillis(file.get("warm_up_millis").asLong());
        duration = Duration.ofMillis(file.get("duration_millis").asLong());
        lastNumber = new AtomicLong(file.get("first_number").asLong());

        PopulationBuilder all = null;
        var loads = file.get("loads");
        for (int i = loads.size() - 1; i >= 0; i--) {
            var measurement = new Measurement(String.valueOf(i));
            measurements.add(0, measurement);
            var load = population(measurement, loads.get(i));
            all = all == null ? load : load.andThen(all);
        }
        setUp(all);
    }

    @Override
    public void after() {
        try {
            var results = measurements.stream().map(Measurement::result).toList();
            new ObjectMapper().writeValue(resultsFile.toFile(), results);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Each user has its own connection, and keeps it. */
    private PopulationBuilder population(Measurement measurement, JsonNode load) {
        var request = request(load.get("requests"));
        var steps = exec(during(warmUp).on(request))
                .exec(session -> {
                    measurement.begin();
                    return session;
                })
                .exec(during(duration).on(measured(measurement, request)))
                .exec(session -> {
                    measurement.end();
                    return session;
                });
        return scenario(measurement.name())
                .exec(steps)
                .injectOpen(atOnceUsers(load.get("connections").asInt()))
                .protocols(http.baseUrl(load.get("url").asText())
                        .disableFollowRedirect()
                        .disableCaching());
    }

    private static ChainBuilder measured(Measurement measurement, ChainBuilder request) {
        return exec(session -> session.set(SENT_AT, System.nanoTime()))
                .exec(request)
                .exec(session -> {
                    measurement.record(System.nanoTime() - session.getLong(SENT_AT), session.isFailed());
                    return session.isFailed() ? session.markAsSucceeded() : session;
                });
    }

    /**
     * Renders the requests before the load begins. All requests of a load have the same method and the same names of
     * headers.
     */
    private ChainBuilder request(JsonNode rendered) {
        var requests = new ArrayList<JsonNode>();
        rendered.forEach(requests::add);
        var turn = new AtomicLong();
        var chain = exec(session -> session.set(TURN, (int) (turn.getAndIncrement() % requests.size())));
        var first = requests.get(0);
        var paths = requests.stream().map(other -> other.get("path").asText()).toList();
        var request = http("request")
                .httpRequest(first.get("method").asText(), session -> next(paths, session))
                .check(status().is(200));
        for (var header : first.get("headers").properties()) {
            var values = requests.stream()
                    .map(other -> other.get("headers").get(header.getKey()).asText())
                    .toList();
            request = request.header(header.getKey(), session -> next(values, session));
        }
        if (!first.hasNonNull("body")) {
            return chain.exec(request);
        }
        var bodies = requests.stream().map(other -> other.get("body").asText()).toList();
        return chain.exec(request.body(StringBody(body(bodies))));
    }

    private Function<Session, String> body(List<String> bodies) {
        if (!bodies.get(0).contains(NUMBER)) {
            return session -> next(bodies, session);
        }
        return session -> next(bodies, session).replace(NUMBER, String.format("%015d", lastNumber.incrementAndGet()));
    }

    private static String next(List<String> values, Session session) {
        return values.get(session.getInt(TURN));
    }

    private static JsonNode read(Path file) {
        try {
            return new ObjectMapper().readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
