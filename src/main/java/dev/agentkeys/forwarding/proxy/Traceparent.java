package dev.agentkeys.forwarding.proxy;

import io.vertx.core.MultiMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/** The header that connects the agent's spans to the caller's trace (W3C Trace Context). */
final class Traceparent {

    private static final String NAME = "traceparent";
    private static final String IDS_AND_FLAGS = "-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}";
    /** Later versions may append fields. */
    private static final Pattern VALID =
            Pattern.compile("00" + IDS_AND_FLAGS + "|(?!00|ff)[0-9a-f]{2}" + IDS_AND_FLAGS + "(?:-.*)?");

    private static final String STATE = "tracestate";
    private static final String NOT_SAMPLED = "00";

    private Traceparent() {}

    /** Keeps a valid header; else begins a trace, and removes the state of the invalid one. */
    static void ensureIn(MultiMap headers) {
        var given = headers.get(NAME);
        if (given == null || !VALID.matcher(given).matches()) {
            headers.remove(STATE);
            headers.set(NAME, begin());
        }
    }

    /** Removes the headers, because the tracer adds its own. */
    static void remove(MultiMap headers) {
        headers.remove(NAME);
        headers.remove(STATE);
    }

    private static String begin() {
        var random = ThreadLocalRandom.current();
        return String.format(
                "00-%016x%016x-%016x-%s", random.nextLong(), nonZero(random), nonZero(random), NOT_SAMPLED);
    }

    private static long nonZero(ThreadLocalRandom random) {
        long value = random.nextLong();
        return value == 0 ? 1 : value;
    }
}
