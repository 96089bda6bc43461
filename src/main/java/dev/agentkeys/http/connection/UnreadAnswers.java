package dev.agentkeys.http.connection;

import dev.agentkeys.http.body.BodyMemory;
import io.netty.channel.ChannelHandlerContext;

/**
 * What a client has not read of its answers: the bytes that wait for its socket, and those that wait for its HTTP/2
 * windows to open. They are held in memory that all connections share; if that runs short, the client that has read
 * nothing for the longest is cut off.
 */
final class UnreadAnswers extends HeldMemory {

    private final ChannelHandlerContext connection;
    private long waitingForWindow;
    private int waiting;
    private long passedWindow;
    private long progress;
    private long idleSince = System.nanoTime();

    UnreadAnswers(ChannelHandlerContext connection, BodyMemory memory) {
        super(connection, memory);
        this.connection = connection;
    }

    /** An answer, or a part of one, must wait until the client opens a window. */
    void waitForWindow(long bytes) {
        waiting++;
        waitingForWindow += bytes;
        count();
    }

    /** So much has been written, or is not wanted any more. */
    void passWindow(long bytes) {
        waitingForWindow -= bytes;
        passedWindow += bytes;
    }

    /** An answer does not wait any more. */
    void endWaiting() {
        waiting--;
    }

    /** How many answers wait for the client to open a window. */
    int waiting() {
        return waiting;
    }

    /** Counts what the client has not read. The connection calls this from time to time, and after each write. */
    void count() {
        long unread = waitingForWindow + waitingForSocket();
        if (unread == 0 && held() == 0) {
            return;
        }
        if (hasProgressed() || held() == 0) {
            letGo(); // So that the client is again the last to be cut off.
            idleSince = System.nanoTime();
        }
        hold(unread);
    }

    /** For how many nanoseconds the client has read nothing; zero if there is nothing to read. */
    long stuckFor() {
        return held() == 0 ? 0 : System.nanoTime() - idleSince;
    }

    /** Gives up the connection, unless the client has read more since the last count. A full socket does not show that. */
    @Override
    public void giveUp() {
        if (hasProgressed()) {
            long before = held();
            idleSince = System.nanoTime();
            letGo();
            hold(Math.min(
                    before, waitingForWindow + waitingForSocket())); // No more, so that no other is cut off for it.
        } else {
            super.giveUp();
        }
    }

    private long waitingForSocket() {
        var waiting = connection.channel().unsafe().outboundBuffer();
        return waiting == null ? 0 : waiting.totalPendingWriteBytes();
    }

    /** Whether anything has been written since the last question. */
    private boolean hasProgressed() {
        var waiting = connection.channel().unsafe().outboundBuffer();
        long now = passedWindow;
        if (waiting != null) {
            now = 31 * (31 * now + System.identityHashCode(waiting.current())) + waiting.currentProgress();
        }
        boolean progressed = now != progress;
        progress = now;
        return progressed;
    }
}
