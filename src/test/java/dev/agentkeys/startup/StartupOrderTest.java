package dev.agentkeys.startup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import dev.agentkeys.testsupport.ServiceClasses;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The list has every step of a start, in order. */
class StartupOrderTest {

    private static final JavaClasses SERVICE = ServiceClasses.all();

    @Test
    void listsTheStepsInOrder() {
        assertEquals(listed().stream().sorted().distinct().toList(), listed());
    }

    @Test
    void hasExactlyTheStepsOfThisService() {
        var steps = SERVICE.stream()
                .flatMap(type -> type.getMethods().stream())
                .flatMap(StartupOrderTest::priorities)
                .sorted()
                .toList();

        assertEquals(listed(), steps);
    }

    /** Beans with the annotation but without a priority do not count, because they check nothing. */
    private static Stream<Integer> priorities(JavaMethod method) {
        var observed = method.getParameters().stream()
                .filter(parameter -> parameter.getRawType().isEquivalentTo(StartupEvent.class))
                .map(parameter -> parameter
                        .tryGetAnnotationOfType(Priority.class)
                        .map(Priority::value)
                        .orElseThrow(() -> new AssertionError(method.getFullName() + " has no place in the order")));
        var produced = method.tryGetAnnotationOfType(Startup.class).map(Startup::value).stream();
        return Stream.concat(observed, produced);
    }

    private static List<Integer> listed() {
        return Arrays.stream(StartupOrder.class.getFields())
                .map(StartupOrderTest::value)
                .toList();
    }

    private static int value(Field field) {
        try {
            return field.getInt(null);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }
}
