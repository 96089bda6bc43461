package dev.agentkeys.http.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.agentkeys.http.RequestLabels;
import dev.agentkeys.problem.ErrorFormat;
import io.micrometer.core.instrument.Metrics;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import java.time.Duration;

/** Answers a request that is refused before any route, and counts it in the metrics of all requests. */
final class RefusalAnswer {

    static final AsciiString CONTENT_TYPE_OPTIONS = AsciiString.cached("x-content-type-options");
    static final AsciiString NO_SNIFF = AsciiString.cached("nosniff");

    private RefusalAnswer() {}

    static FullHttpResponse of(HeadRules.Refusal refusal) {
        var body = body(refusal);
        var answer = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, refusal.status(), body);
        answer.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
                .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes())
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE)
                .set(CONTENT_TYPE_OPTIONS, NO_SNIFF);
        return answer;
    }

    static ByteBuf body(HeadRules.Refusal refusal) {
        return Unpooled.copiedBuffer(
                ErrorFormat.DETAIL
                        .body(refusal.status().code(), refusal.detail())
                        .encode(),
                UTF_8);
    }

    /** Counts the request, which Vert.x does not see and so does not measure. */
    static void count(String method, HeadRules.Refusal refusal) {
        var status = refusal.status();
        Metrics.timer(
                        "http.server.requests",
                        "method",
                        RequestLabels.method(method),
                        "outcome",
                        status.codeClass() == HttpStatusClass.SERVER_ERROR ? "SERVER_ERROR" : "CLIENT_ERROR",
                        "status",
                        status.codeAsText().toString(),
                        "uri",
                        RequestLabels.NO_ROUTE)
                .record(Duration.ZERO);
    }
}
