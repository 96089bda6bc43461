package dev.agentkeys.packaging;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import dev.agentkeys.testsupport.ServiceClasses;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.ResourceBundle;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/**
 * A native executable finds a class by its name only if the class is registered. Quarkus registers the records of
 * requests and answers, the classes that annotations name, and the services of the libraries that it knows. We register
 * the other classes.
 */
class NativeReflectionTest {

    private static final Path RESOURCES = Path.of("src/main/resources");
    private static final JavaClasses CLASSES = ServiceClasses.all();

    private static final Set<String> BY_NAME = Set.of(
            "forName",
            "getConstructor",
            "getDeclaredConstructor",
            "getDeclaredField",
            "getDeclaredFields",
            "getDeclaredMethod",
            "getDeclaredMethods",
            "getField",
            "getFields",
            "getMethod",
            "getMethods",
            "getRecordComponents",
            "getResource",
            "getResourceAsStream",
            "newInstance");

    /**
     * The classes that use reflection, or read a file of the package. The tests of the native executable show that each
     * of them works: {@code ContractIT} reads the OpenAPI document, which Quarkus registers.
     */
    private static final Set<String> REFLECTING = Set.of("dev.agentkeys.http.ApiDocument");

    @Test
    void eachClassThatConfigurationNamesIsRegistered() throws IOException {
        var properties = new Properties();
        try (var file = Files.newBufferedReader(RESOURCES.resolve("application.properties"))) {
            properties.load(file);
        }

        var named = properties.values().stream()
                .flatMap(value -> Stream.of(((String) value).split(",")))
                .flatMap(NativeReflectionTest::classNamed)
                .collect(toSet());

        assertFalse(named.isEmpty());
        assertEquals(Set.of(), without(named, registered()));
    }

    @Test
    void eachRecordOfAnErrorAnswerIsRegistered() {
        var answers = CLASSES.stream()
                .filter(type -> type.getMethods().stream()
                        .anyMatch(method -> method.isAnnotatedWith(ServerExceptionMapper.class)))
                .flatMap(mapper -> mapper.getConstructorCallsFromSelf().stream())
                .map(call -> call.getTargetOwner())
                .filter(JavaClass::isRecord)
                .flatMap(NativeReflectionTest::withComponents)
                .map(JavaClass::getName)
                .collect(toSet());

        assertFalse(answers.isEmpty());
        assertEquals(Set.of(), without(answers, registered()));
    }

    /** Picocli creates commands, and reads and sets their fields, by reflection. */
    @Test
    void eachCommandIsRegistered() {
        var commands = CLASSES.stream()
                .filter(type -> type.isAnnotatedWith(CommandLine.Command.class))
                .map(JavaClass::getName)
                .collect(toSet());

        assertFalse(commands.isEmpty());
        assertEquals(Set.of(), without(commands, registered()));
    }

    /**
     * Code that looks up a class, a field or a method by its name finds nothing in a native executable, unless that is
     * registered.
     */
    @Test
    void noOtherClassOfOursReflects() {
        var reflecting = CLASSES.stream()
                .filter(type -> type.getMethodCallsFromSelf().stream().anyMatch(NativeReflectionTest::reflects))
                .map(JavaClass::getName)
                .collect(toSet());

        assertEquals(REFLECTING, reflecting);
    }

    private static boolean reflects(JavaMethodCall call) {
        return call.getTargetOwner().isEquivalentTo(Class.class) && BY_NAME.contains(call.getName())
                || call.getTargetOwner().isEquivalentTo(ServiceLoader.class)
                || call.getTargetOwner().isEquivalentTo(ResourceBundle.class)
                || call.getTargetOwner().getPackageName().equals("java.lang.reflect")
                        && (call.getName().equals("invoke")
                                || call.getName().equals("newInstance")
                                || call.getName().equals("newProxyInstance"));
    }

    /** A service of another library must be registered in {@code META-INF/native-image}, unless Quarkus does that. */
    @Test
    void theServicesAreOfLibrariesWhoseServicesQuarkusRegisters() throws IOException {
        try (var files = Files.list(RESOURCES.resolve("META-INF/services"))) {
            assertEquals(
                    Set.of(
                            "io.opentelemetry.sdk.autoconfigure.spi.AutoConfigurationCustomizerProvider",
                            "io.smallrye.config.ConfigSourceFactory",
                            "io.smallrye.config.ConfigSourceInterceptor",
                            "io.vertx.core.spi.VertxServiceProvider"),
                    files.map(file -> file.getFileName().toString()).collect(toSet()));
        }
    }

    /** The class of that name, or the class of the constant with that name in Jackson's naming strategies. */
    private static Stream<String> classNamed(String value) {
        var name = value.strip();
        try {
            return Stream.of(Class.forName(name).getName());
        } catch (ClassNotFoundException | LinkageError none) {
            try {
                return Stream.of(PropertyNamingStrategies.class
                        .getField(name)
                        .get(null)
                        .getClass()
                        .getName());
            } catch (ReflectiveOperationException noneEither) {
                return Stream.empty();
            }
        }
    }

    private static Stream<JavaClass> withComponents(JavaClass answer) {
        return Stream.concat(
                Stream.of(answer),
                answer.getFields().stream()
                        .flatMap(field -> field.getType().getAllInvolvedRawTypes().stream())
                        .filter(type -> type.isRecord() && !type.equals(answer))
                        .flatMap(NativeReflectionTest::withComponents));
    }

    private static Set<String> registered() {
        var registered = new TreeSet<String>();
        for (var type : CLASSES) {
            if (type.isAnnotatedWith(RegisterForReflection.class)) {
                var annotation = type.getAnnotationOfType(RegisterForReflection.class);
                if (annotation.targets().length == 0 && annotation.classNames().length == 0) {
                    registered.add(type.getName());
                }
                Stream.of(annotation.targets()).map(Class::getName).forEach(registered::add);
                registered.addAll(Set.of(annotation.classNames()));
            }
        }
        return registered;
    }

    private static Set<String> without(Set<String> named, Set<String> registered) {
        var left = new TreeSet<>(named);
        left.removeAll(registered);
        return left;
    }
}
