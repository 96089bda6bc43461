package dev.agentkeys.http.connection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WholeRequestTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n",
                "POST / HTTP/1.1\r\ncontent-length:2 \r\nHost: localhost\r\n\r\n{}",
                "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"
            })
    void seesTheEndOfARequest(String sent) {
        assertTrue(isWhole(sent));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "GET / HTTP/1.1\r\nHost: localhost\r\n",
                "POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\n{}",
                "POST / HTTP/1.1\r\nContent-Length: 999999999\r\n\r\n{}",
                "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
            })
    void seesThatMoreIsToCome(String sent) {
        assertFalse(isWhole(sent));
    }

    private static boolean isWhole(String sent) {
        return WholeRequest.isIn(Unpooled.copiedBuffer(sent, ISO_8859_1));
    }
}
