package dev.agentkeys.validation.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import dev.agentkeys.validation.NotNullIfSent;
import dev.agentkeys.validation.ViolationKind;
import jakarta.validation.constraints.NotNull;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Collects each value of the wrong type and reads on. Jackson itself would stop at the first one. The record component
 * decides what absence and null mean: {@link NotNull} forbids both, but a component with
 * {@code @JsonProperty(defaultValue = ...)} has its default when absent. {@link NotNullIfSent} forbids only null.
 */
final class CheckedDeserializer<T> extends JsonDeserializer<T> implements ContextualDeserializer {

    /** Reads a token of the right kind; null if no value corresponds to it. */
    @FunctionalInterface
    interface Reader<T> {
        T read(JsonParser parser, DeserializationContext context) throws IOException;
    }

    private final Set<JsonToken> firstTokens;
    private final Reader<T> reader;
    private final Function<String, T> defaults;
    private final ViolationKind noSuchValue;
    private final BeanProperty component;

    /**
     * @param firstTokens the first tokens of values of the right kind. Nothing is coerced: a number is not a string
     * @param defaults reads the default of a component, which is written as a text
     * @param noSuchValue the violation of every other value
     */
    CheckedDeserializer(
            Set<JsonToken> firstTokens, Reader<T> reader, Function<String, T> defaults, ViolationKind noSuchValue) {
        this(firstTokens, reader, defaults, noSuchValue, null);
    }

    private CheckedDeserializer(
            Set<JsonToken> firstTokens,
            Reader<T> reader,
            Function<String, T> defaults,
            ViolationKind noSuchValue,
            BeanProperty component) {
        this.firstTokens = firstTokens;
        this.reader = reader;
        this.defaults = defaults;
        this.noSuchValue = noSuchValue;
        this.component = component;
    }

    @Override
    public CheckedDeserializer<T> createContextual(DeserializationContext context, BeanProperty property) {
        return new CheckedDeserializer<>(firstTokens, reader, defaults, noSuchValue, property);
    }

    @Override
    public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        if (firstTokens.contains(parser.currentToken())) {
            var value = reader.read(parser, context);
            if (value == null) {
                ViolationCollector.of(context).add(pathOf(parser), noSuchValue);
            }
            return value;
        }
        ViolationCollector.of(context).add(pathOf(parser), noSuchValue);
        parser.skipChildren();
        return null;
    }

    @Override
    public T getNullValue(DeserializationContext context) {
        if (isRequired() || has(NotNullIfSent.class)) {
            ViolationCollector.of(context).add(pathOf(context.getParser()), noSuchValue);
        }
        return null;
    }

    @Override
    public T getAbsentValue(DeserializationContext context) {
        var written = component.getMetadata().getDefaultValue();
        if (written != null) {
            return defaults.apply(written);
        }
        if (isRequired()) {
            var path = pathOf(context.getParser());
            path.add(component.getName());
            ViolationCollector.of(context).add(path, ViolationKind.MISSING);
        }
        return null;
    }

    private boolean isRequired() {
        return has(NotNull.class);
    }

    private boolean has(Class<? extends Annotation> annotation) {
        return component != null && component.getAnnotation(annotation) != null;
    }

    private static List<Object> pathOf(JsonParser parser) {
        var path = new ArrayDeque<Object>();
        var context = parser.getParsingContext();
        if (parser.currentToken() == JsonToken.START_OBJECT || parser.currentToken() == JsonToken.START_ARRAY) {
            context = context.getParent();
        }
        for (JsonStreamContext place = context; !place.inRoot(); place = place.getParent()) {
            path.addFirst(place.inArray() ? (Object) place.getCurrentIndex() : place.getCurrentName());
        }
        return new ArrayList<>(path);
    }
}
