package dev.agentkeys.http.connection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import java.util.Locale;
import java.util.regex.Pattern;

/** Tells whether the first bytes of a connection are a whole request, which can be answered without further bytes. */
final class WholeRequest {

    private static final String END_OF_HEAD = "\r\n\r\n";
    private static final String END_OF_CHUNKS = "\r\n0\r\n\r\n";
    private static final String PREFACE_OF_HTTP2 = "pri * ";
    private static final Pattern CONTENT_LENGTH = Pattern.compile("\ncontent-length:[ \t]*([0-9]{1,9})[ \t]*\r");

    private WholeRequest() {}

    /** Estimates this, because only the codec knows what the bytes mean. Takes nothing out of the buffer. */
    static boolean isIn(ByteBuf bytes) {
        var text = bytes.toString(ISO_8859_1).toLowerCase(Locale.ROOT);
        int end = text.indexOf(END_OF_HEAD);
        if (end < 0 || text.startsWith(PREFACE_OF_HTTP2)) {
            return false;
        }
        int bodyLength = text.length() - end - END_OF_HEAD.length();
        var head = text.substring(0, end + 1);
        if (head.contains("\ntransfer-encoding:")) {
            return text.endsWith(END_OF_CHUNKS);
        }
        var length = CONTENT_LENGTH.matcher(head);
        return !length.find() || bodyLength >= Integer.parseInt(length.group(1));
    }
}
