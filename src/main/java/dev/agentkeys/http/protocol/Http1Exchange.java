package dev.agentkeys.http.protocol;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;

/**
 * Keeps the requests and answers of one HTTP/1 connection apart.
 *
 * <ul>
 *   <li>It answers a request that {@link HeadRules} refuses, after the answers to the requests before it.
 *   <li>It answers a request whose body cannot be decoded, unless its answer has begun.
 *   <li>It ends the connection after an answer that says {@code Connection: close}. It adds that header to an answer
 *       that begins before the body of its request was read to the end: the client may leave the rest of the body out,
 *       and this service would take its next request for that rest.
 * </ul>
 */
public final class Http1Exchange extends ChannelDuplexHandler {

    /** The number of requests that Vert.x got and has not answered completely. */
    private int unanswered;
    /** Whether the latest request is incomplete; {@link #bodyAnnounced} tells whether its head announced a body. */
    private boolean receiving;

    private boolean bodyAnnounced;
    private boolean answerBegun;
    private boolean closing;
    private HeadRules.Refusal refusal;
    private LingeringClose end;

    @Override
    public void channelRead(ChannelHandlerContext connection, Object message) {
        if (end != null) {
            end.discard(message);
        } else if (refusal != null || closing && !receiving) {
            ReferenceCountUtil.release(message);
        } else if (message instanceof HttpRequest request) {
            HeadRules.check(request)
                    .ifPresentOrElse(
                            refused -> {
                                RefusalAnswer.count(request.method().name(), refused);
                                refuse(connection, request, refused);
                            },
                            () -> {
                                receiveHead(request);
                                connection.fireChannelRead(request);
                            });
        } else if (message instanceof HttpContent content
                && content.decoderResult().isFailure()) {
            refuseBody(connection, content);
        } else {
            receiving &= !(message instanceof LastHttpContent);
            connection.fireChannelRead(message);
        }
    }

    @Override
    public void write(ChannelHandlerContext connection, Object message, ChannelPromise promise) {
        if (!(message instanceof HttpObject)) {
            connection.write(message, promise); // Vert.x writes an empty buffer, and waits for it before it closes.
            return;
        }
        if (end != null) {
            ReferenceCountUtil.release(message);
            promise.tryFailure(new ClosedChannelException());
            return;
        }
        if (message instanceof HttpResponse response) {
            if (response.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
                connection.write(message, promise);
                return;
            }
            beginAnswer(connection, response);
        }
        if (message instanceof LastHttpContent) {
            endAnswer(connection, message, promise);
        } else {
            connection.write(message, promise);
        }
    }

    private void receiveHead(HttpRequest request) {
        if (RequestTarget.isAbsolute(request.uri())) {
            RequestTarget.below(request.headers().get(HttpHeaderNames.HOST, ""), request.uri())
                    .ifPresent(request::setUri);
        }
        unanswered++;
        receiving = true;
        bodyAnnounced = HttpUtil.isTransferEncodingChunked(request) || HttpUtil.getContentLength(request, 0L) > 0;
    }

    /** Whether the answer to the request whose body is arriving has begun. */
    private boolean isAnswering() {
        return unanswered == 0 || unanswered == 1 && answerBegun;
    }

    private void beginAnswer(ChannelHandlerContext connection, HttpResponse response) {
        answerBegun = true;
        boolean isRead = !receiving && connection.channel().config().isAutoRead();
        if (unanswered == 1 && bodyAnnounced && !isRead) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        closing = response.headers().containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE, true);
    }

    private void endAnswer(ChannelHandlerContext connection, Object message, ChannelPromise promise) {
        unanswered--;
        answerBegun = false;
        if (closing) {
            end = new LingeringClose(connection, receiving);
            connection.write(message, promise.unvoid().addListener(written -> end.begin()));
        } else {
            connection.write(message, promise);
            if (refusal != null && unanswered == 0) {
                answerRefusal(connection);
            }
        }
    }

    /** Answers the request, or closes the connection if the answer has begun. */
    private void refuseBody(ChannelHandlerContext connection, HttpContent content) {
        if (isAnswering()) {
            content.release();
            connection.close();
        } else {
            unanswered--;
            refuse(
                    connection,
                    content,
                    HeadRules.badBody(content.decoderResult().cause()));
        }
    }

    private void refuse(ChannelHandlerContext connection, Object message, HeadRules.Refusal refused) {
        ReferenceCountUtil.release(message);
        refusal = refused;
        if (unanswered == 0) {
            answerRefusal(connection);
        }
    }

    private void answerRefusal(ChannelHandlerContext connection) {
        end = new LingeringClose(connection, true);
        connection.writeAndFlush(RefusalAnswer.of(refusal)).addListener(written -> end.begin());
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext connection) {
        if (end != null) {
            end.cancel();
        }
    }
}
