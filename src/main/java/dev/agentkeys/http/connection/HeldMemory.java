package dev.agentkeys.http.connection;

import dev.agentkeys.http.body.BodyMemory;
import io.netty.channel.ChannelHandlerContext;

/**
 * The part of a shared memory that one connection holds. The connection is closed if others need the memory, and have
 * held theirs for a shorter time. All calls come from the thread of the connection's event loop.
 */
class HeldMemory implements BodyMemory.Unfinished {

    private final ChannelHandlerContext connection;
    private final BodyMemory memory;
    private long held;

    HeldMemory(ChannelHandlerContext connection, BodyMemory memory) {
        this.connection = connection;
        this.memory = memory;
    }

    @Override
    public long held() {
        return held;
    }

    /** Holds exactly that many bytes from now on; closes the connection if there is not enough memory. */
    void hold(long bytes) {
        if (bytes <= 0 || !connection.channel().isActive()) {
            letGo();
            return;
        }
        if (bytes <= held) {
            memory.giveBack(held - bytes);
            held = bytes;
            return;
        }
        memory.add(this);
        if (memory.take(this, bytes - held)) {
            held = bytes;
        } else {
            letGo();
            connection.close();
        }
    }

    /** Gives everything back. A connection that holds memory again later counts as the newest. */
    void letGo() {
        if (held > 0) {
            memory.remove(this);
            memory.giveBack(held);
            held = 0;
        }
    }

    /** Closes the connection, because others need the memory. */
    @Override
    public void giveUp() {
        letGo();
        connection.close();
    }

    /**
     * The memory that the connections of one event loop share.
     *
     * @param heads the memory for unfinished heads and frames
     * @param answers the memory for unread answers
     */
    record LoopMemory(BodyMemory heads, BodyMemory answers) {}
}
