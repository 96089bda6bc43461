package dev.agentkeys.validation.json;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.EnumResolver;
import dev.agentkeys.keymaterial.Secret;
import dev.agentkeys.validation.DateTime;
import dev.agentkeys.validation.Patched;
import dev.agentkeys.validation.ViolationKind;
import dev.agentkeys.validation.WholeNumber;
import java.time.OffsetDateTime;
import java.util.Set;

/** Reads the fields of requests strictly: strings, secrets, enums, numbers, times and objects, each exactly as its schema says. */
public final class StrictModule extends SimpleModule {

    private static final long serialVersionUID = 1;

    /** A module that reads each of these types by a deserializer of this package. */
    public StrictModule() {
        super("strict");
        addDeserializer(
                String.class,
                new CheckedDeserializer<>(
                        Set.of(JsonToken.VALUE_STRING),
                        (parser, context) -> parser.getText(),
                        text -> text,
                        ViolationKind.NOT_A_STRING));
        addDeserializer(
                Secret.class,
                new CheckedDeserializer<>(
                        Set.of(JsonToken.VALUE_STRING),
                        (parser, context) -> Secret.of(parser.getText()),
                        Secret::of,
                        ViolationKind.NOT_A_STRING));
        addDeserializer(
                ObjectNode.class,
                new CheckedDeserializer<>(
                        Set.of(JsonToken.START_OBJECT),
                        (parser, context) -> (ObjectNode) context.readTree(parser),
                        text -> JsonNodeFactory.instance.objectNode(),
                        ViolationKind.NOT_AN_OBJECT));
        addDeserializer(
                Boolean.class,
                new CheckedDeserializer<>(
                        Set.of(JsonToken.VALUE_TRUE, JsonToken.VALUE_FALSE),
                        (parser, context) -> parser.getBooleanValue(),
                        Boolean::valueOf,
                        ViolationKind.NOT_A_BOOLEAN));
        addDeserializer(
                Long.class,
                new CheckedDeserializer<>(
                        Set.of(JsonToken.VALUE_NUMBER_INT),
                        (parser, context) -> WholeNumber.Validator.parse(parser.getText()),
                        Long::valueOf,
                        ViolationKind.NOT_A_WHOLE_NUMBER));
        addDeserializer(
                OffsetDateTime.class,
                new CheckedDeserializer<>(
                        Set.of(JsonToken.VALUE_STRING),
                        (parser, context) ->
                                DateTime.Validator.parse(parser.getText()).orElse(null),
                        OffsetDateTime::parse,
                        ViolationKind.NOT_A_DATE_TIME));
        addDeserializer(Patched.class, new PatchedDeserializer(null));
        setDeserializerModifier(new EnumsByName());
    }

    private static final class EnumsByName extends BeanDeserializerModifier {

        private static final long serialVersionUID = 1;

        @Override
        public JsonDeserializer<?> modifyEnumDeserializer(
                DeserializationConfig config,
                JavaType type,
                BeanDescription description,
                JsonDeserializer<?> standard) {
            var names = EnumResolver.constructFor(config, description.getClassInfo());
            return new CheckedDeserializer<Object>(
                    Set.of(JsonToken.VALUE_STRING),
                    (parser, context) -> names.findEnum(parser.getText()),
                    names::findEnum,
                    ViolationKind.notOneOf(names.getEnumIds()));
        }
    }
}
