package dev.agentkeys.doctor;

import java.util.List;

/**
 * Checks one area for the command {@code doctor}. Each feature has one for what it needs. It changes nothing, and may
 * block: nothing is served meanwhile.
 */
public interface DoctorCheck {

    /** What it checks. */
    Finding.Area area();

    /** What it finds. A {@code ConfigurationException} becomes a failed finding with its message. */
    List<Finding> findings(Diagnosis soFar);
}
