package dev.agentkeys.openapi;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.NamingBase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;

/**
 * Writes schemas as Pydantic does: properties in snake_case, a title for everything, and {@code anyOf} with null for
 * values that may be null. A property with a default is not required. Plain strings and objects of JSON have no
 * component.
 */
final class PydanticSchemaStyle {

    private static final NamingBase SNAKE_CASE = (NamingBase) PropertyNamingStrategies.SNAKE_CASE;
    private static final String COMPONENTS = "#/components/schemas/";
    private static final String ANYTHING = "JsonNode";

    /** The Java types that have no component in the contract. */
    private static final Map<String, Supplier<Schema>> PLAIN = Map.of(
            "UUID",
            () -> typed(SchemaType.STRING),
            "Instant",
            () -> typed(SchemaType.STRING).format("date-time"),
            "OffsetDateTime",
            () -> typed(SchemaType.STRING).format("date-time"),
            "ObjectNode",
            () -> typed(SchemaType.OBJECT).additionalPropertiesSchema(anything()),
            "PatchedObjectNode",
            () -> typed(SchemaType.OBJECT).additionalPropertiesSchema(anything()),
            ANYTHING,
            PydanticSchemaStyle::anything,
            "JsonNodeType",
            PydanticSchemaStyle::anything);

    private PydanticSchemaStyle() {}

    static Map<String, Schema> restyleComponents(Map<String, Schema> components) {
        var restyled = new LinkedHashMap<String, Schema>();
        components.forEach((name, schema) -> {
            if (!PLAIN.containsKey(name)) {
                restyled.put(name, restyleComponent(schema).title(name));
            }
        });
        return restyled;
    }

    /** The schema of a property or parameter, which has a title unless it refers to a component. */
    static Schema restyleProperty(String name, Schema schema) {
        var restyled = restyle(schema);
        if (restyled.getRef() == null && restyled.getTitle() == null && !refersToComponent(restyled)) {
            restyled.setTitle(titleOf(name));
        }
        return restyled;
    }

    static Schema restyle(Schema schema) {
        if (schema.getRef() != null || schema.getAnyOf() != null) {
            schema.setType(null);
        }
        inlinePlainReference(schema);
        if (schema.getItems() != null) {
            schema.setItems(restyle(schema.getItems()));
        }
        if (schema.getAnyOf() != null) {
            schema.setAnyOf(schema.getAnyOf().stream()
                    .map(PydanticSchemaStyle::restyleOption)
                    .toList());
        }
        return isNullable(schema) ? anyOfNull(schema) : schema;
    }

    /**
     * Writes an object instead of anything. The contract has "anything or null", but generators make code of it that
     * does not compile.
     */
    private static Schema restyleOption(Schema option) {
        boolean anything = option.getRef() != null && option.getRef().equals(COMPONENTS + ANYTHING);
        return restyle(anything ? option.ref("ObjectNode") : option);
    }

    private static Schema restyleComponent(Schema component) {
        if (component.getProperties() == null) {
            return component;
        }
        var properties = new LinkedHashMap<String, Schema>();
        component.getProperties().forEach((name, schema) -> {
            var wireName = SNAKE_CASE.translate(name);
            properties.put(wireName, restyleProperty(wireName, schema));
        });
        component.setProperties(properties);
        if (component.getRequired() != null) {
            var required = component.getRequired().stream()
                    .map(SNAKE_CASE::translate)
                    .filter(name -> properties.get(name).getDefaultValue() == null)
                    .toList();
            component.setRequired(required.isEmpty() ? null : required);
        }
        return component;
    }

    private static void inlinePlainReference(Schema schema) {
        if (schema.getRef() != null && schema.getRef().startsWith(COMPONENTS)) {
            var plain = PLAIN.get(schema.getRef().substring(COMPONENTS.length()));
            if (plain != null) {
                var type = plain.get();
                schema.setRef(null);
                schema.setType(type.getType());
                schema.setFormat(type.getFormat());
                schema.setAdditionalPropertiesSchema(type.getAdditionalPropertiesSchema());
            }
        }
    }

    private static boolean isNullable(Schema schema) {
        return schema.getType() != null
                && schema.getType().contains(SchemaType.NULL)
                && schema.getType().size() > 1;
    }

    private static Schema anyOfNull(Schema schema) {
        var types = new ArrayList<>(schema.getType());
        types.remove(SchemaType.NULL);
        var value = OASFactory.createSchema()
                .type(types)
                .format(schema.getFormat())
                .additionalPropertiesSchema(schema.getAdditionalPropertiesSchema());
        return schema.type(null)
                .format(null)
                .additionalPropertiesSchema(null)
                .anyOf(List.of(value, typed(SchemaType.NULL)));
    }

    private static boolean refersToComponent(Schema schema) {
        return schema.getAnyOf() != null && schema.getAnyOf().stream().anyMatch(option -> option.getRef() != null);
    }

    private static String titleOf(String wireName) {
        return Arrays.stream(wireName.split("_"))
                .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1))
                .collect(Collectors.joining(" "));
    }

    private static Schema typed(SchemaType type) {
        return OASFactory.createSchema().type(List.of(type));
    }

    private static Schema anything() {
        return OASFactory.createSchema().booleanSchema(true);
    }
}
