package dev.agentkeys.validation.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import dev.agentkeys.validation.Patched;
import java.io.IOException;
import java.util.Optional;

/** Tells a field that was sent as null from one that was not sent, and reads its value strictly. */
@SuppressWarnings("rawtypes") // Jackson takes a deserializer of the raw class.
final class PatchedDeserializer extends JsonDeserializer<Patched> implements ContextualDeserializer {

    private final JsonDeserializer<?> ofValue;

    PatchedDeserializer(JsonDeserializer<?> ofValue) {
        this.ofValue = ofValue;
    }

    @Override
    public PatchedDeserializer createContextual(DeserializationContext context, BeanProperty component)
            throws JsonMappingException {
        return new PatchedDeserializer(
                context.findContextualValueDeserializer(component.getType().containedType(0), component));
    }

    @Override
    public Patched<?> deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        return new Patched<>(Optional.ofNullable(ofValue.deserialize(parser, context)));
    }

    @Override
    public Patched<?> getNullValue(DeserializationContext context) {
        return new Patched<>(Optional.empty());
    }

    @Override
    public Patched<?> getAbsentValue(DeserializationContext context) {
        return null;
    }
}
