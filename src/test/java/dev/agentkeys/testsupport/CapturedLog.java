package dev.agentkeys.testsupport;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Records all log lines of this process until it is closed. */
public final class CapturedLog extends Handler implements AutoCloseable {

    private static final Logger ROOT = Logger.getLogger("");

    private final Queue<String> lines = new ConcurrentLinkedQueue<>();
    private final Queue<String> alarms = new ConcurrentLinkedQueue<>();

    /** Starts to record. */
    public CapturedLog() {
        ROOT.addHandler(this);
    }

    /** The recorded log: each message with its parameters, and each exception with all its causes. */
    public String text() {
        return String.join("\n", lines);
    }

    /** The lines that are errors or have a stack trace. */
    public List<String> alarms() {
        return List.copyOf(alarms);
    }

    @Override
    public void publish(LogRecord line) {
        var text = new StringWriter().append(line.getMessage()).append(' ');
        text.append(Arrays.toString(line.getParameters()));
        if (line.getThrown() != null) {
            line.getThrown().printStackTrace(new PrintWriter(text, true));
        }
        lines.add(text.toString());
        if (line.getThrown() != null || line.getLevel().intValue() >= Level.SEVERE.intValue()) {
            alarms.add(line.getLoggerName() + ": " + text);
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        ROOT.removeHandler(this);
    }
}
