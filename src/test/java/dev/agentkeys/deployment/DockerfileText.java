package dev.agentkeys.deployment;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The instructions of a Dockerfile, each as one line, without comments. */
final class DockerfileText {

    private static final Path DIRECTORY = Path.of("docker");

    private DockerfileText() {}

    static List<String> instructions(String name) {
        var text = Manifests.read(DIRECTORY.resolve(name))
                .replaceAll("(?m)^#.*\n", "")
                .replaceAll("\\\\\n\\s*", "");
        return text.lines().filter(line -> !line.isBlank()).toList();
    }

    /** The instructions before the second {@code FROM}. */
    static List<String> build(String name) {
        var all = instructions(name);
        return all.subList(0, lastStage(all));
    }

    /** The instructions from the second {@code FROM} on, which create the image. */
    static List<String> image(String name) {
        var all = instructions(name);
        return all.subList(lastStage(all), all.size());
    }

    /** The paths that the build copies from the repository. */
    static List<Path> copied(String name) {
        return build(name).stream()
                .filter(line -> line.startsWith("COPY "))
                .flatMap(line -> {
                    var words = line.split(" ");
                    return Stream.of(words).skip(1).limit(words.length - 2L);
                })
                .map(Path::of)
                .toList();
    }

    static String workingDirectory(String name) {
        return image(name).stream()
                .filter(line -> line.startsWith("WORKDIR "))
                .findFirst()
                .orElseThrow()
                .substring("WORKDIR ".length());
    }

    private static int lastStage(List<String> instructions) {
        return instructions.lastIndexOf("FROM ${RUNTIME_IMAGE}");
    }
}
