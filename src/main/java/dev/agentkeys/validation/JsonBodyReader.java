package dev.agentkeys.validation;

import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerHttpRequest;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyReader;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;

/**
 * Reads every record that an operation takes as its body; see {@link RequestBinder}. It is in memory by then, and no
 * larger than the limit of management requests.
 */
@Provider
@Consumes(MediaType.APPLICATION_JSON)
class JsonBodyReader implements ServerMessageBodyReader<Record> {

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
        // One that did not announce its length was gathered, to be counted; the stream of such a request is empty.
        var gathered = ((ServerHttpRequest) context)
                .unwrap(RoutingContext.class)
                .body()
                .buffer();
        return gathered == null ? read(type, context.getInputStream()) : binder.bind(type, gathered.getBytes());
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
        return binder.bind(type, body.readAllBytes());
    }
}
