package dev.agentkeys.benchmark.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;

/** Reads what the system knows about running processes. */
public final class Processes {

    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

    private Processes() {}

    /** Processor time in seconds that the process has used so far; null if the system does not tell. */
    public static Double cpuSeconds(ProcessHandle process) {
        return process.info().totalCpuDuration().map(Processes::seconds).orElse(null);
    }

    /** Resident memory in MiB; null if there is no {@code /proc}. */
    public static Double residentMegabytes(ProcessHandle process) {
        try {
            var status = Files.readString(Path.of("/proc/" + process.pid() + "/status"));
            var resident = RESIDENT.matcher(status);
            return resident.find() ? Long.parseLong(resident.group(1)) / 1024.0 : null;
        } catch (IOException e) {
            return null;
        }
    }

    static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
