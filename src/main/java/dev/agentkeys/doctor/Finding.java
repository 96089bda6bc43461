package dev.agentkeys.doctor;

/**
 * One thing that the doctor checked.
 *
 * @param area the area that it belongs to
 * @param subject what was checked in that area
 * @param severity how bad it is
 * @param text what was found, and what to do about it; never a secret
 */
public record Finding(Area area, String subject, Severity severity, String text) {

    /** What findings are about, in the order in which the doctor looks. */
    public enum Area {
        DATABASE,
        KEY_RING,
        ACCESS,
        PUBLIC_URL,
        AGENT
    }

    /** How bad a finding is. */
    public enum Severity {
        OK,
        /** The service starts and answers, but its operator should know about this. */
        WARNING,
        /** The service does not start, or some of its requests fail. */
        FAILED
    }

    /** A finding that needs no action. */
    public static Finding ok(Area area, String subject, String text) {
        return new Finding(area, subject, Severity.OK, text);
    }

    /** A finding that the operator should know about. */
    public static Finding warning(Area area, String subject, String text) {
        return new Finding(area, subject, Severity.WARNING, text);
    }

    /** A finding that makes the doctor's exit code 1. */
    public static Finding failed(Area area, String subject, String text) {
        return new Finding(area, subject, Severity.FAILED, text);
    }
}
