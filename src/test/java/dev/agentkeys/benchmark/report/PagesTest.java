package dev.agentkeys.benchmark.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.benchmark.load.Measurement;
import dev.agentkeys.benchmark.load.Measurement.Cpu;
import dev.agentkeys.benchmark.machine.MemoryRecorder.Sample;
import dev.agentkeys.benchmark.report.Report.Grown;
import dev.agentkeys.benchmark.report.Report.Limit;
import dev.agentkeys.benchmark.report.Report.Measured;
import dev.agentkeys.benchmark.report.Report.Memory;
import dev.agentkeys.benchmark.report.Report.Size;
import dev.agentkeys.benchmark.report.Report.Start;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PagesTest {

    @TempDir
    Path directory;

    @Test
    void aReportIsReadAsItWasWritten() {
        var file = directory.resolve("report.json");

        report(11_400).write(file);

        assertEquals(report(11_400), Report.read(file));
    }

    @Test
    void thePageLoadsNothing() throws IOException {
        Pages.write(report(11_400), null, directory);

        var page = Files.readString(directory.resolve("index.html"));
        assertTrue(page.contains("<td>11,400</td>"), page);
        assertFalse(page.contains("src=") || page.contains("href="), page);
    }

    @Test
    void eachPictureIsAFileOfXml() throws Exception {
        Pages.write(report(11_400), null, directory);

        try (var files = Files.newDirectoryStream(directory, "*.svg")) {
            int count = 0;
            for (var file : files) {
                var root = DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(file.toFile())
                        .getDocumentElement();
                assertEquals("svg", root.getTagName());
                count++;
            }
            assertEquals(7, count);
        }
    }

    @Test
    void theDocumentationGetsTheTablesThatItHasPlacesFor() throws IOException {
        var documentation = Files.writeString(
                directory.resolve("performance.md"), "Before\n<!-- benchmark: starts -->\nold\n<!-- end -->\nAfter\n");

        Pages.publish(report(11_400), documentation);

        assertEquals("""
                Before
                <!-- benchmark: starts -->
                | start | median | processor seconds | all starts |
                | --- | --- | --- | --- |
                | without a cache | 2.00 | 3.50 | 1.90, 2.00, 2.50 |

                ![Seconds from the start of the process to its first ready answer](images/benchmark-starts.svg)
                <!-- end -->
                After
                """, Files.readString(documentation));
        assertEquals(
                List.of("benchmark-starts.svg"),
                List.of(directory.resolve("images").toFile().list()));
    }

    @Test
    void aComparisonHasTheRatiosOfValuesInBothReports() {
        var comparison = Comparison.of(report(10_000), report(22_000)).markdown();

        assertTrue(comparison.contains("| verify | 32 | wrk | 10,000 | 22,000 | 2.20 |"), comparison);
    }

    private static Report report(double rate) {
        var measured = new Measured(
                "wrk",
                "verify",
                32,
                new Measurement(rate, 1500, 1800, 2500, 9000, 0, new Cpu(10.0, 50.0, 25.0)),
                List.of(rate));
        return new Report(
                Map.of("processors", "2"),
                Map.of("rounds", "1"),
                List.of(measured),
                List.of(new Limit("wrk", "verify", 32, 40_000, 48_000, 21_818, rate / 21_818)),
                List.of(new Grown(1_000, measured), new Grown(10_000, measured)),
                List.of(new Size(1_000, "agent_api_key", 250_000)),
                new Memory(140, 230, List.of(new Sample(0, 140), new Sample(0.25, 230))),
                List.of(new Start("without a cache", 2, List.of(1.9, 2.0, 2.5), 3.5)));
    }
}
