package dev.agentkeys.packaging;

import static java.util.stream.Collectors.toCollection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The version of this service in the files that name it. */
public final class Version {

    private static final String NUMBER = "([0-9]+\\.[0-9]+\\.[0-9]+(?:-SNAPSHOT)?)";
    private static final Pattern OF_THE_POM =
            Pattern.compile("<artifactId>agent-api-keys</artifactId>\\s+<version>" + NUMBER + "</version>");
    private static final Pattern ELSEWHERE =
            Pattern.compile("(?m)(?:^ARG VERSION=|^  version: |registry\\.example/agent-api-keys:)" + NUMBER);

    /** Except in {@code pom.xml} and the Dockerfiles, the version is without {@code -SNAPSHOT}. */
    private static final List<String> FILES = List.of(
            "docker/Dockerfile.jvm",
            "docker/Dockerfile.native",
            "src/main/resources/META-INF/openapi.yaml",
            "k8s/overlays/prod/values.yaml",
            "k8s/examples/doctor/job.yaml",
            "k8s/examples/import-from-agentex/job.yaml",
            "docs/kubernetes.md");

    private Version() {}

    /** The version in {@code pom.xml}. */
    static String ofThePom(Path root) {
        var found = OF_THE_POM.matcher(read(root.resolve("pom.xml")));
        if (!found.find()) {
            throw new AssertionError("pom.xml has no version");
        }
        return found.group(1);
    }

    /** The version without {@code -SNAPSHOT}: that of this release, or of the next one. */
    public static String plain(Path root) {
        return ofThePom(root).replace("-SNAPSHOT", "");
    }

    /** Each version that a file other than {@code pom.xml} names, as {@code file: version}. */
    static TreeSet<String> elsewhere(Path root) {
        return FILES.stream()
                .flatMap(file -> ELSEWHERE
                        .matcher(read(root.resolve(file)))
                        .results()
                        .map(found -> file + ": " + found.group(1)))
                .collect(toCollection(TreeSet::new));
    }

    /** The result of {@link #elsewhere} if all files agree with the pom. */
    static TreeSet<String> expectedElsewhere(Path root) {
        return FILES.stream()
                .map(file -> file + ": " + (file.startsWith("docker/") ? ofThePom(root) : plain(root)))
                .collect(toCollection(TreeSet::new));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
