package dev.agentkeys.http.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.List;

/**
 * A connection that is read only when {@link ReadTurns} allows it. Until then its bytes stay with the operating system,
 * and take no memory of this process.
 */
final class FairChannel extends NioSocketChannel implements ReadTurns.Connection {

    /**
     * More turns than an honest small request takes, also behind TLS. {@link FairReads} bounds the cost of one turn.
     */
    private static final int MANY_TURNS = 4;

    private ReadTurns turns;
    private boolean goesFirst;
    private boolean waits;
    private boolean hasTurn;
    private boolean hasFirstTurn;
    private boolean begun;
    private boolean served;
    private int turnsSinceAnswer;
    private Runnable postponed;

    FairChannel(Channel listening, SocketChannel socket) {
        super(listening, socket);
    }

    @Override
    protected int doReadBytes(ByteBuf bytes) throws Exception {
        if (waits) {
            return 0;
        }
        if (!hasTurn && !mayRead()) {
            waits = true;
            stopReading();
            return 0;
        }
        hasTurn = false; // A turn is for one read.
        begun = true;
        return super.doReadBytes(bytes);
    }

    private boolean mayRead() {
        if (turns == null) {
            turns = ReadTurns.of(eventLoop());
        }
        return turns.mayRead(this);
    }

    private void stopReading() {
        var key = selectionKey();
        if (key.isValid()) {
            key.interestOps(key.interestOps() & ~SelectionKey.OP_READ);
        }
    }

    @Override
    protected void doBeginRead() throws Exception {
        if (!waits) {
            super.doBeginRead();
        }
    }

    @Override
    protected void doClose() throws Exception {
        super.doClose();
        if (waits) {
            turns.closedWhileWaiting();
        }
    }

    @Override
    public boolean isClosed() {
        return !isOpen();
    }

    @Override
    public void takeTurn() {
        waits = false;
        if (!isActive()) {
            return;
        }
        if (postponed != null) {
            turnsSinceAnswer++;
            var work = postponed;
            postponed = null;
            work.run();
            if (config().isAutoRead()) {
                read(); // Reads on.
            }
        } else if (config().isAutoRead()) {
            turnsSinceAnswer++;
            hasTurn = true;
            hasFirstTurn = !begun;
            unsafe().read();
            hasTurn = false;
            hasFirstTurn = false;
        }
    }

    @Override
    public ReadTurns.Rank rank() {
        if (goesFirst) {
            return ReadTurns.Rank.SERVED;
        }
        if (turnsSinceAnswer > MANY_TURNS) {
            return ReadTurns.Rank.COSTLY;
        }
        if (served) {
            return ReadTurns.Rank.SERVED;
        }
        if (postponed != null) {
            return ReadTurns.Rank.UNFINISHED;
        }
        return begun ? ReadTurns.Rank.BEGUN : ReadTurns.Rank.NEW;
    }

    /** Puts the connection always among those that are read first. */
    void goFirst() {
        goesFirst = true;
    }

    /** Whether the connection is now read for the first time, after it had to wait. */
    boolean hasFirstTurn() {
        return hasFirstTurn;
    }

    /** Postpones the work of the first bytes, and reads nothing until it is done. */
    void postpone(Runnable work) {
        postponed = work;
        waits = true;
        turns.await(this);
    }

    /** Notes that an answer, or a part of one, has gone to the client. */
    void answered() {
        served = true;
        turnsSinceAnswer = 0;
    }

    /** Listens for connections that take turns. */
    static final class Server extends NioServerSocketChannel {

        @Override
        protected int doReadMessages(List<Object> accepted) throws Exception {
            var socket = javaChannel().accept();
            if (socket == null) {
                return 0;
            }
            accepted.add(new FairChannel(this, socket));
            return 1;
        }
    }
}
