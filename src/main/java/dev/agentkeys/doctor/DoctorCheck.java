package dev.agentkeys.doctor;

import java.util.List;

/**
 * Checks one area for the command {@code doctor}. Each feature has a check for what it needs. A check changes nothing.
 * It may block, because the process serves no requests.
 */
public interface DoctorCheck {

    /** The area that it checks. */
    Finding.Area area();

    /** What it finds. A {@code ConfigurationException} becomes a failed finding with its message. */
    List<Finding> findings(Diagnosis soFar);
}
