package dev.agentkeys.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpVersion;
import io.vertx.core.json.JsonObject;

/** Writes the answer to a request that reaches no route. */
final class RefusalAnswer {

    private RefusalAnswer() {}

    static FullHttpResponse of(HeadRules.Refusal refusal) {
        var body =
                Unpooled.copiedBuffer(JsonObject.of("detail", refusal.detail()).encode(), UTF_8);
        var answer = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, refusal.status(), body);
        answer.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
                .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes())
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE)
                .set("X-Content-Type-Options", "nosniff");
        return answer;
    }
}
