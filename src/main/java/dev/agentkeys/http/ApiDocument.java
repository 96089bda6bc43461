package dev.agentkeys.http;

import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.quarkus.smallrye.openapi.runtime.OpenApiConstants;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.buffer.impl.BufferImpl;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The OpenAPI document of the API, as the build wrote it. All answers share the one copy of each format. */
@Singleton
public class ApiDocument {

    private final Buffer json = read("JSON");
    private final Buffer yaml = read("YAML");

    ApiDocument() {}

    /** The document as JSON. Nothing can change the buffer. */
    public Buffer json() {
        return json;
    }

    /** The document as YAML. Nothing can change the buffer. */
    public Buffer yaml() {
        return yaml;
    }

    /** Keeps the document outside the heap, where a socket needs it. Otherwise each answer would copy it. */
    private static Buffer read(String format) {
        // In dev mode, each change of the code makes a new class loader for this class, and the loader has the new
        // document.
        try (var file = ApiDocument.class.getResourceAsStream("/" + OpenApiConstants.BASE_NAME + "." + format)) {
            var bytes = file.readAllBytes();
            var copy =
                    UnpooledByteBufAllocator.DEFAULT.directBuffer(bytes.length).writeBytes(bytes);
            return BufferImpl.buffer(Unpooled.unreleasableBuffer(copy.asReadOnly()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
