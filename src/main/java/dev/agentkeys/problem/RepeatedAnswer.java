package dev.agentkeys.problem;

/** Ends a request that was answered before. It gets the first answer again, byte for byte. */
public final class RepeatedAnswer extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int status;
    private final transient byte[] json;

    /** An answer of that status, with that body. */
    public RepeatedAnswer(int status, byte[] json) {
        super("The request was answered before", null, false, false);
        this.status = status;
        this.json = json;
    }

    int status() {
        return status;
    }

    byte[] json() {
        return json;
    }
}
