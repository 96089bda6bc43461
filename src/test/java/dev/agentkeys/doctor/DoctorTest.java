package dev.agentkeys.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The doctor runs each check in order, also after one that fails, and prints the findings. */
class DoctorTest {

    private static final Function<Diagnosis, List<Finding>> WELL =
            soFar -> List.of(Finding.ok(Finding.Area.DATABASE, "schema", "up to date"));

    @Test
    void runsTheChecksByAreaAndGivesEachTheEarlierFindings() {
        var findings = Doctor.run(
                Stream.of(
                        check(Finding.Area.KEY_RING, soFar -> {
                            assertTrue(soFar.isOk(Finding.Area.DATABASE, "schema"));
                            assertFalse(soFar.isOk(Finding.Area.DATABASE, "pool"));
                            return List.of(Finding.warning(Finding.Area.KEY_RING, "secrets", "one"));
                        }),
                        check(Finding.Area.DATABASE, WELL)),
                List.of());

        assertEquals("""
                ok       database: schema   up to date
                warning  key ring: secrets  one
                1 ok, 1 warning, 0 FAILED
                """, FindingTable.of(findings));
        assertEquals(0, FindingTable.exitCode(findings));
    }

    @Test
    void goesOnAfterACheckThatFailsAndQuotesOnlyMessagesAboutConfiguration() {
        var findings = Doctor.run(
                Stream.of(
                        check(Finding.Area.DATABASE, soFar -> {
                            throw new IllegalStateException("a secret");
                        }),
                        check(Finding.Area.ACCESS, soFar -> {
                            throw new IllegalStateException(new ConfigurationException("The mode is unknown."));
                        }),
                        check(Finding.Area.AGENT, soFar -> List.of(Finding.ok(Finding.Area.AGENT, "a", "fine")))),
                List.of());

        assertEquals("""
                FAILED   database: configuration  the check itself failed: IllegalStateException
                FAILED   access: configuration    The mode is unknown.
                ok       agent: a                 fine
                1 ok, 0 warning, 2 FAILED
                """, FindingTable.of(findings));
        assertEquals(1, FindingTable.exitCode(findings));
    }

    private static DoctorCheck check(Finding.Area area, Function<Diagnosis, List<Finding>> findings) {
        return new DoctorCheck() {
            @Override
            public Finding.Area area() {
                return area;
            }

            @Override
            public List<Finding> findings(Diagnosis soFar) {
                return findings.apply(soFar);
            }
        };
    }
}
