package dev.agentkeys.http.connection;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.agentkeys.http.connection.HeldMemory.LoopMemory;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpObjectDecoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Closes the connection of a client that takes too long: to send a first or next request, to send the rest of a head or
 * a frame that has begun, or to read its answers. Bytes that belong to no request do not extend the time for the next
 * request. While a request is under way, other deadlines count. It also closes the connection if others need the memory
 * for a head, a frame or answers. It is the first handler of the pipeline, so it sees the bytes as they are on the
 * wire.
 *
 * <p>It checks the deadlines from time to time, so that a request needs no timer of its own.
 */
final class ClientConnection extends ChannelDuplexHandler {

    /** In bytes, because handlers of messages have no request yet that they could answer. */
    private static final byte[] HEAD_TIMED_OUT =
            "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n".getBytes(US_ASCII);

    private static final int CHECKS_PER_DEADLINE = 4;
    /** More than any head that is served. Bytes beyond it are not kept. */
    private static final long MAX_HELD_BYTES = 64 * 1024;

    /** How many answers may wait for the client to open a window. */
    private static final int MAX_WAITING_ANSWERS = 16;

    private static final long NONE = 0;

    private final Channel channel;
    private final Supplier<LoopMemory> memories;
    private final FairReads reads;
    private final long headNanos;
    private final long idleNanos;
    private long idleSince = now();
    private long headSince = NONE;
    private boolean bodyIsOpen;
    private boolean requestsWait;
    private boolean timedOut;
    private boolean ignored;
    private ByteBuf postponed;
    private HeldMemory unfinished;
    private UnreadAnswers answers;
    private Http2ConnectionHandler http2;
    private Http2Frames frames;
    private long finishedFrames;
    private long workOfFrames;
    private Future<?> nextCheck;
    private ChannelHandlerContext context;

    // The thread that accepts connections reads these, too.
    private volatile boolean busy;
    private volatile boolean served;

    /** {@code memories} returns the memory of the current event loop. */
    ClientConnection(Channel channel, ConnectionLimits limits, Supplier<LoopMemory> memories) {
        this.channel = channel;
        this.memories = memories;
        this.reads = new FairReads(() -> channel instanceof FairChannel fair && fair.hasFirstTurn());
        channel.config().setRecvByteBufAllocator(reads);
        this.headNanos = limits.headTimeout().toNanos();
        this.idleNanos = limits.idleTimeout().toNanos();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public void channelActive(ChannelHandlerContext active) {
        var memory = memories.get();
        unfinished = new HeldMemory(active, memory.heads());
        answers = new UnreadAnswers(active, memory.answers());
        scheduleCheck();
        active.fireChannelActive();
    }

    @Override
    public void channelInactive(ChannelHandlerContext inactive) {
        nextCheck.cancel(false); // Otherwise the task would keep the connection's objects in memory.
        unfinished.letGo();
        answers.letGo();
        ReferenceCountUtil.release(postponed);
        postponed = null;
        inactive.fireChannelInactive();
    }

    @Override
    public void channelRead(ChannelHandlerContext reading, Object bytes) {
        if (ignored) {
            ReferenceCountUtil.release(bytes);
        } else if (channel instanceof FairChannel fair && fair.hasFirstTurn() && !WholeRequest.isIn((ByteBuf) bytes)) {
            postponed = (ByteBuf) bytes;
            headSince = now();
            hold(postponed.readableBytes());
            fair.postpone(this::readPostponed);
        } else {
            pass(reading, (ByteBuf) bytes);
        }
    }

    private void readPostponed() {
        var bytes = postponed;
        postponed = null;
        unfinished.letGo();
        pass(context, bytes);
        context.fireChannelReadComplete();
    }

    private void pass(ChannelHandlerContext reading, ByteBuf bytes) {
        if (!busy && headSince == NONE) {
            headSince = now();
        }
        int size = bytes.readableBytes();
        reading.fireChannelRead(bytes);
        if (frames != null) {
            holdFrame();
        } else if (requestsWait && unfinished.held() + size > MAX_HELD_BYTES) {
            context.close();
        } else if (headSince != NONE || requestsWait) {
            hold(unfinished.held() + size);
        } else {
            unfinished.letGo();
        }
    }

    private void holdFrame() {
        reads.brought((int) (frames.work() - workOfFrames));
        workOfFrames = frames.work();
        if (frames.finished() != finishedFrames || unfinished.held() == 0) {
            finishedFrames = frames.finished();
            unfinished.letGo();
            headSince = frames.unfinished() == 0 ? NONE : now();
        }
        hold(frames.unfinished());
    }

    /** Counts the bytes that the codec keeps until the rest of the head or the frame arrives. */
    private void hold(long bytes) {
        unfinished.hold(Math.min(bytes, MAX_HELD_BYTES));
    }

    @Override
    public void flush(ChannelHandlerContext writing) {
        writing.flush();
        answers.count();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext writing) {
        answers.count();
        writing.fireChannelWritabilityChanged();
    }

    /** Notes that the connection speaks HTTP/2. */
    void speaksHttp2(Http2ConnectionHandler handler, Http2Frames counter) {
        http2 = handler;
        frames = counter;
        headSince = NONE;
        CountedFlow.install(handler.connection(), answers, this::answered);
    }

    /** Notes that a request of HTTP/1 is under way. */
    void requestBegan() {
        busy = true;
        served = true;
        bodyIsOpen = true;
        headSince = NONE;
    }

    /** Notes whether requests wait until the ones before them are answered. */
    void requestsWait(boolean wait) {
        if (requestsWait && !wait) {
            unfinished.letGo();
        }
        requestsWait = wait;
    }

    /** Notes how many small chunks of a body a read has brought. */
    void broughtChunks(int chunks) {
        reads.brought(chunks);
    }

    /** Notes that the request has arrived with its body, if it has one. */
    void bodyEnded() {
        bodyIsOpen = false;
    }

    /** Notes that the answer is written. */
    void requestEnded() {
        busy = false;
        idleSince = now();
        answered();
    }

    private void answered() {
        if (channel instanceof FairChannel fair) {
            fair.answered();
        }
    }

    /** Drops all further bytes of the client until the connection is closed. */
    void ignoreRest() {
        ignored = true;
    }

    /**
     * Whether this service may serve another request of HTTP/2. It refuses the request if many answers wait for the
     * client to read them. The client may repeat such a request.
     */
    boolean mayServe() throws Http2Exception {
        if (answers.waiting() >= MAX_WAITING_ANSWERS) {
            // Nothing has tried yet to write the answers to the requests of the same read.
            http2.encoder().flowController().writePendingBytes();
        }
        return answers.waiting() < MAX_WAITING_ANSWERS;
    }

    /** Whether a request is under way. Any thread may call this. */
    boolean isBusy() {
        return busy;
    }

    /** Whether there has been a request. Any thread may call this. */
    boolean isServed() {
        return served;
    }

    /** Makes room for another connection. Any thread may call this. */
    void closeUnlessBusy() {
        if (!channel.isRegistered()) {
            return;
        }
        channel.eventLoop().execute(() -> {
            if (!busy && (http2 == null || !isServing(http2))) {
                context.close();
            }
        });
    }

    private void scheduleCheck() {
        nextCheck = context.executor()
                .schedule(this::check, Math.min(headNanos, idleNanos) / CHECKS_PER_DEADLINE, TimeUnit.NANOSECONDS);
    }

    private void check() {
        if (!channel.isActive()) {
            return;
        }
        answers.count();
        if (answers.stuckFor() >= idleNanos) {
            context.close();
        } else if (http2 != null) {
            checkHttp2();
        } else if (!busy && headSince != NONE && now() - headSince >= headNanos) {
            timeOutHead();
        } else if (!busy && now() - idleSince >= idleNanos) {
            context.close();
        }
        scheduleCheck();
    }

    /**
     * Checks the deadlines of HTTP/2. Frames that belong to no request, such as PING, do not keep a connection open.
     */
    private void checkHttp2() {
        if (headSince != NONE && now() - headSince >= headNanos) {
            context.close();
            return;
        }
        boolean serving = isServing(http2);
        if (serving) {
            served = true;
        }
        if (serving || busy) {
            idleSince = now();
        } else if (now() - idleSince >= idleNanos) {
            if (http2.connection().numActiveStreams() == 0) {
                channel.close(); // Sends GOAWAY first.
            } else {
                context.close();
            }
        }
        busy = serving;
    }

    /**
     * Whether a stream waits for its answer. An answered stream does not count, although it stays open until its body
     * ends.
     */
    private static boolean isServing(Http2ConnectionHandler http2) {
        try {
            return http2.connection()
                            .forEachActiveStream(stream -> !stream.state().localSideOpen())
                    != null;
        } catch (Http2Exception e) {
            return false;
        }
    }

    private void timeOutHead() {
        var pipeline = context.pipeline();
        if (timedOut
                || bodyIsOpen
                || !channel.isWritable()
                || pipeline.get(SslHandler.class) != null
                || pipeline.get(HttpObjectDecoder.class) == null) {
            context.close();
        } else {
            timedOut = true;
            context.writeAndFlush(Unpooled.wrappedBuffer(HEAD_TIMED_OUT)).addListener(ChannelFutureListener.CLOSE);
        }
    }

    /** Returns the time, which is never {@link #NONE}. */
    private static long now() {
        return System.nanoTime() | 1;
    }
}
