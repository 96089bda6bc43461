package dev.agentkeys.http.connection;

import dev.agentkeys.http.body.BodyMemory;
import io.netty.channel.ChannelHandlerContext;

/**
 * The bytes of answers that a client has not read: those that wait for its socket, and those that wait for its HTTP/2
 * windows to open. All connections share the memory for such bytes. If it runs short, the connection whose client has
 * read nothing for the longest time is closed.
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

    /** Notes that an answer, or a part of one, must wait until the client opens a window. */
    void waitForWindow(long bytes) {
        waiting++;
        waitingForWindow += bytes;
        count();
    }

    /** Notes that so many bytes have been written, or are no longer wanted. */
    void passWindow(long bytes) {
        waitingForWindow -= bytes;
        passedWindow += bytes;
    }

    /** Notes that an answer no longer waits. */
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
            letGo(); // So that this connection is again the last to be closed.
            idleSince = System.nanoTime();
        }
        hold(unread);
    }

    /** For how many nanoseconds the client has read nothing; zero if there is nothing to read. */
    long stuckFor() {
        return held() == 0 ? 0 : System.nanoTime() - idleSince;
    }

    /**
     * Gives up the connection, unless the client has read more since the last count. No event tells of that while the
     * socket is full.
     */
    @Override
    public void giveUp() {
        if (hasProgressed()) {
            long before = held();
            idleSince = System.nanoTime();
            letGo();
            // Holds no more than before, so that no other connection is closed for it.
            hold(Math.min(before, waitingForWindow + waitingForSocket()));
        } else {
            super.giveUp();
        }
    }

    private long waitingForSocket() {
        var waiting = connection.channel().unsafe().outboundBuffer();
        return waiting == null ? 0 : waiting.totalPendingWriteBytes();
    }

    /** Whether anything has been written since the last call. */
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
