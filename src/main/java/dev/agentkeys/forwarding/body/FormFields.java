package dev.agentkeys.forwarding.body;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a few fields of a form ({@code application/x-www-form-urlencoded}), and of the JSON that GitHub and Slack put into
 * its field {@code payload}. It skips the rest and decodes the JSON while reading it, so that a body takes no more memory
 * than its bytes, as in {@link JsonFields}.
 */
public final class FormFields {

    private static final String PAYLOAD = "payload";
    /** Longer than any name or value that a caller of this class looks for. */
    private static final int MAX_TEXT_BYTES = 2048;

    private final Map<String, String> texts = new HashMap<>();
    private JsonFields payload;

    private FormFields() {}

    /**
     * Reads the wanted fields of the form, and the wanted fields of the JSON object in its {@code payload}.
     *
     * @throws IOException if it is not a form, its payload is not JSON, or it has a wanted field twice: the agent may
     *     read the other one
     */
    public static FormFields read(InputStream form, Set<String> wanted, Set<String> wantedOfPayload)
            throws IOException {
        var fields = new FormFields();
        var bytes = new Bytes(form);
        while (!bytes.atEnd) {
            var name = readText(bytes.nameToCome());
            var value = bytes.valueToCome();
            if (name.equals(PAYLOAD) && !wantedOfPayload.isEmpty()) {
                requireFirst(fields.payload == null);
                fields.payload = JsonFields.read(value, wantedOfPayload);
            } else if (wanted.contains(name)) {
                requireFirst(fields.texts.putIfAbsent(name, readText(value)) == null);
            }
            bytes.skipValue();
        }
        return fields;
    }

    /** The field's value, if it is not empty. */
    public Optional<String> text(String name) {
        return Optional.ofNullable(texts.get(name)).filter(text -> !text.isEmpty());
    }

    /** The fields of the JSON in the field {@code payload}, if there is one. */
    public Optional<JsonFields> payload() {
        return Optional.ofNullable(payload);
    }

    private static void requireFirst(boolean first) throws IOException {
        if (!first) {
            throw new IOException("the same field twice");
        }
    }

    /** Reads a name or value, and cuts it where it is longer than any that a caller of this class looks for. */
    private static String readText(InputStream part) throws IOException {
        var text = new ByteArrayOutputStream();
        for (int next = part.read(); next >= 0; next = part.read()) {
            if (text.size() < MAX_TEXT_BYTES) {
                text.write(next);
            }
        }
        return UTF_8.newDecoder().decode(ByteBuffer.wrap(text.toByteArray())).toString();
    }

    /** The bytes of the form. One name or value is read at a time. */
    private static final class Bytes {

        private static final int CHUNK_BYTES = 8192;
        private static final int END = -1;

        private final InputStream form;
        private final byte[] chunk = new byte[CHUNK_BYTES];
        private int position;
        private int limit;
        private boolean atEnd;
        private boolean inName;
        private boolean inValue;

        private Bytes(InputStream form) {
            this.form = form;
        }

        private InputStream nameToCome() {
            inName = true;
            inValue = true;
            return new Part(true);
        }

        private InputStream valueToCome() {
            return new Part(false);
        }

        private void skipValue() throws IOException {
            while (inValue) {
                next();
            }
        }

        /** Returns the next undecoded byte of the name or value, or {@link #END}. */
        private int next() throws IOException {
            int next = raw();
            if (next == END || next == '&') {
                inName = false;
                inValue = false;
                atEnd = next == END;
                return END;
            }
            if (inName && next == '=') {
                inName = false;
                return END;
            }
            return next;
        }

        private int raw() throws IOException {
            if (position == limit) {
                limit = form.read(chunk, 0, CHUNK_BYTES);
                position = 0;
                if (limit <= 0) {
                    limit = 0;
                    return END;
                }
            }
            return Byte.toUnsignedInt(chunk[position++]);
        }

        /** A name or a value, decoded. */
        private final class Part extends InputStream {

            private final boolean name;

            private Part(boolean name) {
                this.name = name;
            }

            @Override
            public int read() throws IOException {
                if (name ? !inName : !inValue) {
                    return END;
                }
                int next = next();
                return switch (next) {
                    case '+' -> ' ';
                    case '%' -> hexDigit() << 4 | hexDigit();
                    default -> next;
                };
            }

            /** The inherited method hides an exception if it has read bytes before. */
            @Override
            public int read(byte[] target, int offset, int max) throws IOException {
                int count = 0;
                for (int next = 0; count < max && (next = read()) >= 0; count++) {
                    target[offset + count] = (byte) next;
                }
                return count == 0 && max > 0 ? END : count;
            }

            private int hexDigit() throws IOException {
                int digit = Character.digit(next(), 16);
                if (digit < 0) {
                    throw new IOException("a percent sign without digits");
                }
                return digit;
            }
        }
    }
}
