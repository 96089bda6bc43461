package dev.agentkeys.doctor;

import dev.agentkeys.configuration.Command;
import dev.agentkeys.startup.StartupOrder;
import io.quarkus.runtime.PreventFurtherStepsException;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.annotations.CommandLineArguments;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Runs every {@link DoctorCheck}, prints what they find, and ends the process: the command {@code doctor}. */
@ApplicationScoped
class Doctor {

    private final Instance<DoctorCheck> checks;

    Doctor(Instance<DoctorCheck> checks) {
        this.checks = checks;
    }

    void onStart(
            @Observes @Priority(StartupOrder.DOCTOR) StartupEvent event, @CommandLineArguments String[] arguments) {
        if (Command.of(arguments) == Command.DOCTOR) {
            var findings = run(checks.stream(), Command.options(arguments));
            System.out.print(FindingTable.of(findings));
            System.out.flush();
            Quarkus.asyncExit(FindingTable.exitCode(findings));
            throw new PreventFurtherStepsException();
        }
    }

    static List<Finding> run(Stream<DoctorCheck> checks, List<String> agents) {
        var inOrder = checks.sorted(Comparator.comparing(DoctorCheck::area)).toList();
        var diagnosis = Diagnosis.of(agents);
        for (var check : inOrder) {
            diagnosis = diagnosis.with(findings(check, diagnosis));
        }
        return diagnosis.findings();
    }

    private static List<Finding> findings(DoctorCheck check, Diagnosis soFar) {
        try {
            return check.findings(soFar);
        } catch (RuntimeException e) {
            return List.of(Finding.failed(check.area(), "configuration", message(e)));
        }
    }

    /**
     * The message that a start would show. This method leaves out the text of any other exception, which could quote a
     * secret.
     */
    private static String message(Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConfigurationException) {
                return cause.getMessage();
            }
        }
        return "the check itself failed: " + failure.getClass().getSimpleName();
    }
}
