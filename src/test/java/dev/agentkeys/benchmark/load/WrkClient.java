package dev.agentkeys.benchmark.load;

import dev.agentkeys.benchmark.machine.Programs;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * wrk, a client in C that uses little of the processor. One thread of it is enough for two processors. A Lua script
 * gives wrk the requests, which this class renders before the load begins, and prints the results.
 */
public final class WrkClient implements LoadClient {

    private static final Pattern RESULT = Pattern.compile("RESULT (.*)");

    /** Has as many digits as the number that replaces the placeholder, so that the length of the body is right. */
    private static final String DIGITS = "0".repeat(Request.DIGITS);

    private static final String SCRIPT = """
            local heads = {
            %s
            }
            local tails = {
            %s
            }
            local number = %d
            local turn = 0

            function request()
              turn = turn %% #heads + 1
              if tails[turn] then
                number = number + 1
                return heads[turn] .. string.format('%%015d', number) .. tails[turn]
              end
              return heads[turn]
            end

            local before = 0
            function setup(thread)
              before = os.clock()
            end

            function done(summary, latency, requests)
              local errors = summary.errors
              io.write(string.format('RESULT %%d %%d %%d %%f %%f %%f %%f %%f\\n', summary.requests, summary.duration,
                errors.connect + errors.read + errors.write + errors.timeout + errors.status, os.clock() - before,
                latency:percentile(50), latency:percentile(90), latency:percentile(99), latency:percentile(99.9)))
            end
            """;

    private final Path directory;
    private final ProcessorTimes.Meter meter;

    /** Writes its files into that directory. */
    public WrkClient(Path directory, ProcessorTimes.Meter meter) {
        this.directory = directory;
        this.meter = meter;
    }

    /** Whether the program is on the path. */
    public static boolean isInstalled() {
        var path = System.getenv().getOrDefault("PATH", "");
        return Stream.of(path.split(Pattern.quote(java.io.File.pathSeparator)))
                .anyMatch(place -> Path.of(place, "wrk").toFile().canExecute());
    }

    @Override
    public String name() {
        return "wrk";
    }

    @Override
    public List<Measurement> run(List<Load> loads, Duration duration, LoadListener listener) {
        var measurements = new ArrayList<Measurement>();
        for (var load : loads) {
            listener.begun(load);
            measurements.add(run(load, duration));
            listener.measured(load, measurements.get(measurements.size() - 1));
        }
        return measurements;
    }

    private Measurement run(Load load, Duration duration) {
        var script = Programs.write(
                directory.resolve(load.scenario().replace(' ', '-') + ".lua"), script(load, Programs.numbers()));
        var command = List.of(
                "wrk",
                "--threads=1",
                "--connections=" + load.connections(),
                "--duration=" + Math.max(1, duration.toSeconds()) + "s",
                "--timeout=10s",
                "--script=" + script,
                load.url().toString());
        var output = new ArrayList<String>();
        var before = meter.get();
        Programs.run(command, duration.plusSeconds(30), output::add);
        return parse(String.join("\n", output), meter.get().since(before));
    }

    /** Reads the line that the script printed. */
    static Measurement parse(String output, ProcessorTimes others) {
        var result = RESULT.matcher(output);
        if (!result.find()) {
            throw new IllegalStateException("wrk has no result: " + output);
        }
        var values = Stream.of(result.group(1).split(" "))
                .mapToDouble(Double::parseDouble)
                .toArray();
        return Measurement.of(
                (long) values[0],
                values[1] / 1e6,
                new double[] {values[4], values[5], values[6], values[7]},
                (long) values[2],
                values[3],
                others);
    }

    /**
     * The script that plays a load. A request that needs a number is in two parts, and the script puts the number
     * between them.
     */
    static String script(Load load, long firstNumber) {
        var texts = load.requests().stream()
                .map(request -> render(load.url(), request))
                .toList();
        var heads = texts.stream().map(text -> quoted(text.split(Request.NUMBER, 2)[0]));
        var tails = texts.stream()
                .map(text -> text.contains(Request.NUMBER) ? quoted(text.split(Request.NUMBER, 2)[1]) : "false");
        return SCRIPT.formatted(
                heads.collect(Collectors.joining(",\n")), tails.collect(Collectors.joining(",\n")), firstNumber);
    }

    private static String render(URI url, Request request) {
        var text = new StringBuilder(request.method() + " " + request.path() + " HTTP/1.1\r\n");
        text.append("Host: ").append(url.getAuthority()).append("\r\n");
        request.headers()
                .forEach((name, value) ->
                        text.append(name).append(": ").append(value).append("\r\n"));
        if (request.body() != null) {
            text.append("Content-Length: ");
            text.append(request.body().replace(Request.NUMBER, DIGITS).length());
            text.append("\r\n\r\n").append(request.body());
        } else {
            text.append("\r\n");
        }
        return text.toString();
    }

    private static String quoted(String text) {
        return '"'
                + text.replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("\r", "\\r")
                        .replace("\n", "\\n")
                + '"';
    }
}
