package dev.agentkeys.http.connection;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Stream;

/**
 * Netty's flow control for the answers of one HTTP/2 connection. Also counts the bytes that wait for a window to open.
 */
final class CountedFlow implements Http2RemoteFlowController {

    /** The approximate memory of a request until its answer is written, besides the answer's bytes. */
    private static final int REQUEST_BYTES = 4 * 1024;

    private final Http2RemoteFlowController flow;
    private final UnreadAnswers answers;
    private final Runnable written;

    private CountedFlow(Http2RemoteFlowController flow, UnreadAnswers answers, Runnable written) {
        this.flow = flow;
        this.answers = answers;
        this.written = written;
    }

    /**
     * Must be called before the first answer is written. {@code written} runs when an answer, or a part of one, was
     * written.
     */
    static void install(Http2Connection connection, UnreadAnswers answers, Runnable written) {
        var remote = connection.remote();
        remote.flowController(new CountedFlow(remote.flowController(), answers, written));
    }

    @Override
    public void addFlowControlled(Http2Stream stream, FlowControlled payload) {
        flow.addFlowControlled(stream, new Counted(payload));
    }

    @Override
    public boolean hasFlowControlled(Http2Stream stream) {
        return flow.hasFlowControlled(stream);
    }

    @Override
    public void writePendingBytes() throws Http2Exception {
        flow.writePendingBytes();
    }

    @Override
    public void listener(Listener listener) {
        flow.listener(listener);
    }

    @Override
    public boolean isWritable(Http2Stream stream) {
        return flow.isWritable(stream);
    }

    @Override
    public void channelWritabilityChanged() throws Http2Exception {
        flow.channelWritabilityChanged();
    }

    @Override
    public void updateDependencyTree(int child, int parent, short weight, boolean exclusive) {
        flow.updateDependencyTree(child, parent, weight, exclusive);
    }

    @Override
    public ChannelHandlerContext channelHandlerContext() {
        return flow.channelHandlerContext();
    }

    @Override
    public void channelHandlerContext(ChannelHandlerContext context) throws Http2Exception {
        flow.channelHandlerContext(context);
    }

    @Override
    public void initialWindowSize(int size) throws Http2Exception {
        flow.initialWindowSize(size);
    }

    @Override
    public int initialWindowSize() {
        return flow.initialWindowSize();
    }

    @Override
    public int windowSize(Http2Stream stream) {
        return flow.windowSize(stream);
    }

    @Override
    public void incrementWindowSize(Http2Stream stream, int delta) throws Http2Exception {
        flow.incrementWindowSize(stream, delta);
    }

    /** A part of an answer. Netty may merge the next part into it. */
    private final class Counted implements FlowControlled {

        private final FlowControlled payload;
        private long counted;

        Counted(FlowControlled payload) {
            this.payload = payload;
            this.counted = (long) payload.size() + REQUEST_BYTES;
            answers.waitForWindow(counted);
        }

        @Override
        public int size() {
            return payload.size();
        }

        @Override
        public void error(ChannelHandlerContext context, Throwable cause) {
            pass(counted);
            answers.endWaiting();
            payload.error(context, cause);
        }

        @Override
        public void writeComplete() {
            pass(counted);
            answers.endWaiting();
            written.run();
            payload.writeComplete();
        }

        @Override
        public void write(ChannelHandlerContext context, int allowedBytes) {
            int before = payload.size();
            payload.write(context, allowedBytes);
            pass(before - payload.size());
        }

        @Override
        public boolean merge(ChannelHandlerContext context, FlowControlled next) {
            if (!(next instanceof Counted other) || !payload.merge(context, other.payload)) {
                return false;
            }
            counted += other.counted;
            answers.endWaiting();
            return true;
        }

        private void pass(long bytes) {
            counted -= bytes;
            answers.passWindow(bytes);
        }
    }
}
