package dev.agentkeys.http.protocol;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;

/**
 * Answers the requests of one HTTP/2 connection that {@link HeadRules} refuses, before Vert.x sees them. The other
 * requests on the connection go on. (If the bytes are not valid HTTP/2, Netty resets the stream or closes the
 * connection.)
 */
public final class Http2Rules extends Http2FrameListenerDecorator {

    /** Decides whether this service may serve one more request. */
    public interface Admission {
        boolean mayServe() throws Http2Exception;
    }

    private final Http2ConnectionHandler connection;
    private final Admission admission;
    private int latestStream;

    private Http2Rules(Http2ConnectionHandler connection, Admission admission, Http2FrameListener next) {
        super(next);
        this.admission = admission;
        this.connection = connection;
    }

    /** Must be called before the first frame is decoded. */
    public static void install(Http2ConnectionHandler connection, Admission admission) {
        var decoder = connection.decoder();
        decoder.frameListener(new Http2Rules(connection, admission, decoder.frameListener()));
    }

    /** Installs the rules again, because Vert.x replaces the listener by its own at the first settings. */
    @Override
    public void onSettingsRead(ChannelHandlerContext context, Http2Settings settings) throws Http2Exception {
        super.onSettingsRead(context, settings);
        if (!(connection.decoder().frameListener() instanceof Http2Rules)) {
            install(connection, admission);
        }
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext context, int stream, Http2Headers head, int padding, boolean endOfStream)
            throws Http2Exception {
        if (!refuses(context, stream, head)) {
            super.onHeadersRead(context, stream, head, padding, endOfStream);
        }
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext context,
            int stream,
            Http2Headers head,
            int dependency,
            short weight,
            boolean exclusive,
            int padding,
            boolean endOfStream)
            throws Http2Exception {
        if (!refuses(context, stream, head)) {
            super.onHeadersRead(context, stream, head, dependency, weight, exclusive, padding, endOfStream);
        }
    }

    private boolean refuses(ChannelHandlerContext context, int stream, Http2Headers head) throws Http2Exception {
        boolean begins = stream > latestStream; // A later head on the same stream ends its body.
        latestStream = Math.max(stream, latestStream);
        if (begins && !admission.mayServe()) {
            connection
                    .encoder()
                    .writeRstStream(context, stream, Http2Error.REFUSED_STREAM.code(), context.newPromise());
            return true;
        }
        var refusal = HeadRules.check(head);
        if (refusal.isPresent()) {
            RefusalAnswer.count(head.method().toString(), refusal.get());
            refuse(context, stream, refusal.get());
        }
        return refusal.isPresent();
    }

    private void refuse(ChannelHandlerContext context, int stream, HeadRules.Refusal refusal) throws Http2Exception {
        var body = RefusalAnswer.body(refusal);
        var head = new DefaultHttp2Headers()
                .status(refusal.status().codeAsText())
                .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
                .setInt(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes())
                .set(RefusalAnswer.CONTENT_TYPE_OPTIONS, RefusalAnswer.NO_SNIFF);
        var encoder = connection.encoder();
        encoder.writeHeaders(context, stream, head, 0, false, context.newPromise());
        encoder.writeData(context, stream, body, 0, true, context.newPromise());
        encoder.flowController().writePendingBytes();
        if (connection.connection().stream(stream) != null) {
            // Ends the request. Vert.x must not see more frames of a stream that it does not know.
            encoder.writeRstStream(context, stream, Http2Error.NO_ERROR.code(), context.newPromise());
        }
    }
}
