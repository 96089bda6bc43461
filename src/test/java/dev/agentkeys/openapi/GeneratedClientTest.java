package dev.agentkeys.openapi;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.annotation.Nullable;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** OpenAPI Generator generates a Java client from the served description. The client compiles and works. */
@QuarkusTest
class GeneratedClientTest {

    /** Maven downloads it. If it is missing, run {@code ./mvnw generate-test-resources}. */
    private static final Path GENERATOR = Path.of("target", "openapi-generator", "openapi-generator-cli.jar");

    private static final int PATIENCE_SECONDS = 120;

    /** The libraries that the generated code needs. */
    private static final List<Class<?>> LIBRARIES =
            List.of(ObjectMapper.class, JsonParser.class, JsonProperty.class, JavaTimeModule.class, Nullable.class);

    @Test
    void callsTheService(@TempDir Path directory) throws Exception {
        var document = Files.writeString(
                directory.resolve("openapi.json"), given().get("/openapi.json").asString());
        generate(document, directory);
        var sources = sources(directory.resolve("client/src/main/java"));
        sources.add(copy("/openapi/Calls.java", directory.resolve("Calls.java")));
        var classes = Files.createDirectory(directory.resolve("classes"));
        compile(sources, classes);

        assertEquals(
                List.of(true, 2, true, true, "NOT_FOUND", 404, true),
                run(classes, "http://127.0.0.1:" + RestAssured.port));
    }

    private static void generate(Path document, Path directory) throws IOException, InterruptedException {
        var output = directory.resolve("generator.txt").toFile();
        var generator = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        GENERATOR.toString(),
                        "generate",
                        "--generator-name=java",
                        "--library=native",
                        "--input-spec=" + document,
                        "--output=" + directory.resolve("client"),
                        "--additional-properties=openApiNullable=false,useJakartaEe=true",
                        "--global-property=apis,models,supportingFiles,apiTests=false,modelTests=false"
                                + ",apiDocs=false,modelDocs=false")
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();
        try {
            assertTrue(generator.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "The generator does not end");
            assertEquals(0, generator.exitValue(), () -> text(output.toPath()));
        } finally {
            generator.destroyForcibly();
        }
    }

    private static void compile(List<Path> sources, Path classes) throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        var messages = new StringWriter();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            var libraries = LIBRARIES.stream()
                    .map(GeneratedClientTest::jar)
                    .reduce((one, other) -> one + System.getProperty("path.separator") + other)
                    .orElseThrow();
            var options = List.of("-nowarn", "-proc:none", "-classpath", libraries, "-d", classes.toString());
            var units = files.getJavaFileObjectsFromPaths(sources);
            assertTrue(
                    compiler.getTask(messages, files, null, options, null, units)
                            .call(),
                    messages::toString);
        }
    }

    /** The program is compiled together with the client, so this test cannot use its types. */
    @SuppressWarnings("unchecked")
    private static List<Object> run(Path classes, String url) throws IOException, ReflectiveOperationException {
        try (var loader =
                new URLClassLoader(new URL[] {classes.toUri().toURL()}, GeneratedClientTest.class.getClassLoader())) {
            var calls = (Function<String, List<Object>>)
                    loader.loadClass("Calls").getConstructor().newInstance();
            return calls.apply(url);
        }
    }

    private static List<Path> sources(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            return new ArrayList<>(
                    files.filter(file -> file.toString().endsWith(".java")).toList());
        }
    }

    private static Path copy(String resource, Path target) throws IOException {
        try (var source = GeneratedClientTest.class.getResourceAsStream(resource)) {
            Files.copy(source, target);
        }
        return target;
    }

    private static String jar(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
