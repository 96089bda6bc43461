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
 * Closes the connection of a client that takes too long: to send a first or next request, to send the rest of a head or a
 * frame that has begun, or to read its answers. Bytes that are no request do not extend the time for the next request.
 * While a request is under way, other deadlines count. It also closes the connection if others need the memory for a head,
 * a frame or answers. It is the first handler of the pipeline, so it sees the bytes as they are on the wire.
 *
 * <p>It checks the deadlines from time to time, so that a request needs no timer of its own.
 */
final class ClientConnection extends ChannelDuplexHandler {

    /** As bytes: there is no request yet that a handler of messages could answer. */
    private static final byte[] HEAD_TIMED_OUT =
            "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n".getBytes(US_ASCII);

    private static final int CHECKS_PER_DEADLINE = 4;
    /** More than any head that is served; what comes after that is not kept. */
    private static final long MAX_HELD_BYTES = 64 * 1024;

    /** Those that wait for the client to open a window. */
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

    // Read by the thread that accepts connections, too.
    private volatile boolean busy;
    private volatile boolean served;

    /** {@code memories} gives that of the event loop that asks. */
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
        nextCheck.cancel(false); // It would keep what belongs to the connection in memory until then.
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

    /** The codec keeps the bytes until the rest of the head or the frame is there. */
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

    /** The connection turned out to speak HTTP/2. */
    void speaksHttp2(Http2ConnectionHandler handler, Http2Frames counter) {
        http2 = handler;
        frames = counter;
        headSince = NONE;
        CountedFlow.install(handler.connection(), answers, this::answered);
    }

    /** A request of HTTP/1 is under way. */
    void requestBegan() {
        busy = true;
        served = true;
        bodyIsOpen = true;
        headSince = NONE;
    }

    /** Whether requests have arrived ahead of their turn. */
    void requestsWait(boolean wait) {
        if (requestsWait && !wait) {
            unfinished.letGo();
        }
        requestsWait = wait;
    }

    /** A read has brought so many small chunks of a body. */
    void broughtChunks(int chunks) {
        reads.brought(chunks);
    }

    /** The body of the request, if it has one, has arrived. */
    void bodyEnded() {
        bodyIsOpen = false;
    }

    /** The answer is written. */
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

    /** The client sends what is not worth reading. What else it sends is dropped until the connection is closed. */
    void ignoreRest() {
        ignored = true;
    }

    /**
     * Whether another request of HTTP/2 may be served: not if many answers wait for the client to read. The client may
     * send a request again that is refused in this way.
     */
    boolean mayServe() throws Http2Exception {
        if (answers.waiting() >= MAX_WAITING_ANSWERS) {
            http2.encoder().flowController().writePendingBytes(); // Those of the same read have not been tried yet.
        }
        return answers.waiting() < MAX_WAITING_ANSWERS;
    }

    /** Whether a request is under way; may be asked from any thread. */
    boolean isBusy() {
        return busy;
    }

    /** Whether there has been a request; may be asked from any thread. */
    boolean isServed() {
        return served;
    }

    /** Makes room for another connection; may be called from any thread. */
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

    /** Frames other than those of requests, such as PING, are no reason to keep a connection. */
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
                channel.close(); // Says goodbye first.
            } else {
                context.close();
            }
        }
        busy = serving;
    }

    /** Whether a stream waits for its answer. One that was answered stays open as long as its body does not end. */
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

    /** Never {@link #NONE}. */
    private static long now() {
        return System.nanoTime() | 1;
    }
}
