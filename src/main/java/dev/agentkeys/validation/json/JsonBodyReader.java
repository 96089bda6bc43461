package dev.agentkeys.validation.json;

import dev.agentkeys.validation.OptionalBody;
import dev.agentkeys.validation.RequestBinder;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyReader;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;

/**
 * Reads every record that an operation takes as its body; see {@link RequestBinder}. The whole body is in memory by now,
 * and its size is checked (package {@code http}).
 */
@Provider
@Consumes({MediaType.APPLICATION_JSON, JsonBodyReader.MERGE_PATCH})
class JsonBodyReader implements ServerMessageBodyReader<Record> {

    /** The media type of a merge patch (RFC 7396). */
    static final String MERGE_PATCH = "application/merge-patch+json";

    private static final byte[] EMPTY_OBJECT = {'{', '}'};

    private final RequestBinder binder;

    JsonBodyReader(RequestBinder binder) {
        this.binder = binder;
    }

    @Override
    public boolean isReadable(
            Class<?> type, Type genericType, ResteasyReactiveResourceInfo operation, MediaType mediaType) {
        return type.isRecord();
    }

    @Override
    public boolean isReadable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return type.isRecord();
    }

    @Override
    public Record readFrom(Class<Record> type, Type genericType, MediaType mediaType, ServerRequestContext context)
            throws IOException {
        return read(type, context.getInputStream());
    }

    @Override
    public Record readFrom(
            Class<Record> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, String> headers,
            InputStream body)
            throws IOException {
        return read(type, body);
    }

    private Record read(Class<Record> type, InputStream body) throws IOException {
        var bytes = body.readAllBytes();
        boolean counts = bytes.length > 0 || !type.isAnnotationPresent(OptionalBody.class);
        return binder.bind(type, counts ? bytes : EMPTY_OBJECT);
    }
}
