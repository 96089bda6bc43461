package dev.agentkeys.testsupport;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hamcrest.Description;
import org.hamcrest.TypeSafeDiagnosingMatcher;

/**
 * An answer in JSON, whose values are read by paths: names with dots between them, {@code [0]} for an element, quotes
 * around a name with a dot, {@code size()} at the end. A name after a list means the list of the values with that name
 * in each element. The value of a path that leads nowhere is null.
 *
 * <p>REST Assured has such paths too. It compiles a script for each path, which takes longer than the request.
 */
public final class JsonAnswer {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Pattern STEP = Pattern.compile("\\.?(?:\\[(\\d+)]|'([^']*)'|(size\\(\\)|[^.\\[(){}]+))");

    private final Object value;

    /** The answer with that JSON. REST Assured calls this for {@code as(JsonAnswer.class)}. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    JsonAnswer(Object value) {
        this.value = value;
    }

    /** The answer with that text. */
    public static JsonAnswer of(String json) {
        try {
            return new JsonAnswer(MAPPER.readValue(json, Object.class));
        } catch (JsonProcessingException e) {
            throw new AssertionError(json, e);
        }
    }

    /** Matches a JSON text if the value at that path matches. */
    public static org.hamcrest.Matcher<String> at(String path, org.hamcrest.Matcher<?> expected) {
        return new TypeSafeDiagnosingMatcher<>() {
            @Override
            protected boolean matchesSafely(String json, Description mismatch) {
                var value = of(json).get(path);
                expected.describeMismatch(value, mismatch.appendText(path + " "));
                mismatch.appendText(" in " + json);
                return expected.matches(value);
            }

            @Override
            public void describeTo(Description description) {
                description.appendText(path + " ").appendDescriptionOf(expected);
            }
        };
    }

    /** The value at that path: a string, a number, a boolean, a list, a map, or null. */
    @SuppressWarnings("unchecked")
    public <T> T get(String path) {
        var at = value;
        Matcher step = STEP.matcher(path.equals("$") ? "" : path);
        while (step.lookingAt()) {
            at = step.group(1) != null
                    ? element(at, Integer.parseInt(step.group(1)))
                    : member(at, step.group(2) != null ? step.group(2) : step.group(3));
            step.region(step.end(), step.regionEnd());
        }
        if (step.regionStart() != step.regionEnd()) {
            throw new IllegalArgumentException(path);
        }
        return (T) at;
    }

    /** The value at that path as a string, or null. */
    public String getString(String path) {
        var at = get(path);
        return at == null ? null : at.toString();
    }

    /** The list at that path. */
    public <T> List<T> getList(String path) {
        return get(path);
    }

    /** The object at that path. */
    public <T> Map<String, T> getMap(String path) {
        return get(path);
    }

    @Override
    public String toString() {
        return String.valueOf(value);
    }

    private static Object element(Object value, int index) {
        return value instanceof List<?> list && index < list.size() ? list.get(index) : null;
    }

    private static Object member(Object value, String name) {
        if (value instanceof List<?> list) {
            return name.equals("size()") ? list.size() : members(list, name);
        }
        return value instanceof Map<?, ?> map ? map.get(name) : null;
    }

    private static List<Object> members(List<?> list, String name) {
        var members = new ArrayList<>();
        list.forEach(element -> members.add(member(element, name)));
        return members;
    }
}
