package dev.agentkeys.benchmark;

import dev.agentkeys.benchmark.machine.BenchmarkDatabase;
import dev.agentkeys.benchmark.machine.Programs;
import dev.agentkeys.benchmark.machine.ServiceUnderTest;
import dev.agentkeys.benchmark.machine.ServiceUnderTest.Launch;
import dev.agentkeys.benchmark.report.Medians;
import dev.agentkeys.benchmark.report.Report.Start;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Measures starts of the service with and without the AOT cache or class data archive, which makes the start of the JVM
 * faster.
 */
final class Starts {

    private static final int COUNT = 5;
    private static final Pattern VERSION = Pattern.compile("version \"(\\d+)");
    private static final int FIRST_WITH_AOT_CACHE = 25;
    private static final Duration RECORDING = Duration.ofSeconds(90);

    private final Launch launch;
    private final BenchmarkDatabase database;
    private final Progress progress;

    Starts(Launch launch, BenchmarkDatabase database, Progress progress) {
        this.launch = launch;
        this.database = database;
        this.progress = progress;
    }

    /** Starts the service several times with the cache, and several times without it. */
    List<Start> measure(Optional<String> cacheOption) {
        var starts = new ArrayList<Start>();
        starts.add(measure("without a cache"));
        cacheOption.ifPresent(option -> starts.add(
                measure(option.contains("AOT") ? "with an AOT cache" : "with a class data archive", option)));
        return starts;
    }

    private Start measure(String kind, String... options) {
        var seconds = new ArrayList<Double>();
        var cpuSeconds = new ArrayList<Double>();
        for (int i = 0; i < COUNT; i++) {
            try (var service = ServiceUnderTest.start(launch, database, options)) {
                seconds.add(service.secondsToReady());
                Optional.ofNullable(service.cpuSecondsToReady()).ifPresent(cpuSeconds::add);
            }
        }
        var start = new Start(kind, Medians.of(seconds), seconds, cpuSeconds.isEmpty() ? null : Medians.of(cpuSeconds));
        progress.say(String.format("Start %s: ready after %.2f s", kind, start.median()));
        return start;
    }

    /**
     * Records a start as the build of the image does, with the same JVM that uses the record later. Returns the option
     * that uses the record. The result is empty if the recording failed.
     */
    static Optional<String> recordCache(Launch launch, Path directory, Progress progress) {
        boolean isAot = javaVersion(launch.java()) >= FIRST_WITH_AOT_CACHE;
        var file = directory.resolve(isAot ? "app.aot" : "app-cds.jsa");
        progress.say("Recording a start for " + file.getFileName());
        try {
            Files.deleteIfExists(file);
            var command = new ArrayList<String>(List.of(launch.java()));
            command.addAll(launch.options());
            command.add((isAot ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + file);
            command.addAll(List.of("-Dquarkus.appcds.generate=true", "-jar", "quarkus-run.jar"));
            Programs.run(command, launch.application(), RECORDING, line -> {});
        } catch (IOException | RuntimeException e) {
            progress.say("No start was recorded: " + e.getMessage());
        }
        return Files.exists(file)
                ? Optional.of((isAot ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + file)
                : Optional.empty();
    }

    private static int javaVersion(String java) {
        var version = VERSION.matcher(Programs.output(java, "-version").orElse(""));
        return version.find() ? Integer.parseInt(version.group(1)) : 0;
    }
}
