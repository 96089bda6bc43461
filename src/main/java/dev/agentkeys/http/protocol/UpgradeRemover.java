package dev.agentkeys.http.protocol;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http2.Http2CodecUtil;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Removes the header by which a client asks for another protocol on an HTTP/1 connection. The request is answered over
 * HTTP/1, as RFC 9110 allows (section 7.8). Otherwise a client could switch to HTTP/2 without TLS and get around the
 * path rules of a proxy in front, which sees one request and then a tunnel. A client that begins with HTTP/2 at once is
 * served.
 */
public final class UpgradeRemover extends ChannelInboundHandlerAdapter {

    private static final Pattern COMMA = Pattern.compile(",");

    @Override
    public void channelRead(ChannelHandlerContext connection, Object message) {
        if (message instanceof HttpRequest request) {
            removeUpgrade(request);
        }
        connection.fireChannelRead(message);
    }

    private static void removeUpgrade(HttpRequest request) {
        var headers = request.headers();
        var asked = headers.getAll(HttpHeaderNames.UPGRADE);
        if (asked.isEmpty() && !headers.contains(Http2CodecUtil.HTTP_UPGRADE_SETTINGS_HEADER) || isWebSocket(asked)) {
            return;
        }
        headers.remove(HttpHeaderNames.UPGRADE);
        headers.remove(Http2CodecUtil.HTTP_UPGRADE_SETTINGS_HEADER);
        var remaining = headers.getAll(HttpHeaderNames.CONNECTION).stream()
                .flatMap(COMMA::splitAsStream)
                .map(String::strip)
                .filter(option -> !isUpgradeOption(option))
                .toList();
        setConnection(request, remaining);
    }

    /** Whether the client asks for a WebSocket. Only a page of dev mode accepts one. */
    private static boolean isWebSocket(List<String> asked) {
        return asked.size() == 1 && HttpHeaderValues.WEBSOCKET.contentEqualsIgnoreCase(asked.get(0));
    }

    private static void setConnection(HttpRequest request, List<String> options) {
        if (options.isEmpty()) {
            request.headers().remove(HttpHeaderNames.CONNECTION);
        } else {
            request.headers().set(HttpHeaderNames.CONNECTION, String.join(", ", options));
        }
    }

    private static boolean isUpgradeOption(String option) {
        return HttpHeaderNames.UPGRADE.contentEqualsIgnoreCase(option)
                || Http2CodecUtil.HTTP_UPGRADE_SETTINGS_HEADER.toString().equalsIgnoreCase(option);
    }
}
