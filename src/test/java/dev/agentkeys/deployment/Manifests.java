package dev.agentkeys.deployment;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;

/**
 * The objects that one directory of {@code k8s/} renders to. If kubectl is installed, {@code kubectl kustomize} renders
 * them. Otherwise these are the plain files, without patches. Each document is loaded strictly: a field that Kubernetes
 * does not know is an error. Documents of operators are maps, because the client does not know their types.
 */
record Manifests(String name, List<KubernetesObject> objects, List<Map<String, Object>> ofOperators) {

    static final Path DIRECTORY = Path.of("k8s");
    static final boolean KUBECTL = isInstalled("kubectl", "version", "--client");

    private static final Map<Path, Manifests> LOADED = new ConcurrentHashMap<>();
    private static final String KUSTOMIZATION = "kustomization.yaml";
    private static final Path VALUES = Path.of("overlays/prod/values.yaml");
    private static final Set<String> KINDS_OF_OPERATORS =
            Set.of("PodMonitor", "PrometheusRule", "Cluster", "HTTPRoute", "ExternalSecret", "Webhook", "Values");

    /** Every overlay and example. */
    static List<Path> directories() {
        try (var files = Files.find(DIRECTORY, 3, (file, attributes) -> file.endsWith(KUSTOMIZATION))) {
            return files.map(Path::getParent).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The rendered objects of every directory. */
    static Stream<Manifests> all() {
        return directories().stream().map(Manifests::of);
    }

    /** The rendered objects of production. */
    static Manifests production() {
        return of(DIRECTORY.resolve("overlays/prod"));
    }

    static Manifests of(Path directory) {
        return LOADED.computeIfAbsent(directory, path -> load(path.toString(), KUBECTL ? rendered(path) : plain(path)));
    }

    static Manifests load(String name, String yaml) {
        var objects = new ArrayList<KubernetesObject>();
        var ofOperators = new ArrayList<Map<String, Object>>();
        for (var document : new Yaml().loadAll(yaml)) {
            @SuppressWarnings("unchecked")
            var fields = (Map<String, Object>) document;
            if (KINDS_OF_OPERATORS.contains((String) fields.get("kind"))) {
                ofOperators.add(fields);
            } else {
                objects.add(strictly(fields));
            }
        }
        return new Manifests(name, List.copyOf(objects), List.copyOf(ofOperators));
    }

    /** A part of a manifest, loaded as strictly. Tests compare a part of our manifests with it, field by field. */
    static <T> T expected(Class<T> type, String yaml) {
        return io.kubernetes.client.util.Yaml.loadAs(yaml, type);
    }

    /** The objects of this kind. */
    <T extends KubernetesObject> List<T> all(Class<T> kind) {
        return objects.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** The only object of this kind with this name. */
    <T extends KubernetesObject> T one(Class<T> kind, String named) {
        var found = all(kind).stream()
                .filter(object -> named.equals(object.getMetadata().getName()))
                .toList();
        if (found.size() != 1) {
            throw new AssertionError(name + " has " + found.size() + " of " + kind.getSimpleName() + " " + named);
        }
        return found.get(0);
    }

    /** The pod of the service. */
    V1PodSpec service() {
        return one(V1Deployment.class, "agent-api-keys").getSpec().getTemplate().getSpec();
    }

    /** The pod of the migration. */
    V1PodSpec migration() {
        return one(V1Job.class, "agent-api-keys-migration")
                .getSpec()
                .getTemplate()
                .getSpec();
    }

    /** The template of every pod, by the name of the object that creates the pod. */
    Map<String, V1PodSpec> pods() {
        return objects.stream()
                .filter(object -> podOf(object) != null)
                .collect(Collectors.toMap(object -> object.getMetadata().getName(), Manifests::podOf));
    }

    @Override
    public String toString() {
        return name;
    }

    private static V1PodSpec podOf(KubernetesObject object) {
        if (object instanceof V1Deployment deployment) {
            return deployment.getSpec().getTemplate().getSpec();
        }
        if (object instanceof V1Job job) {
            return job.getSpec().getTemplate().getSpec();
        }
        return object instanceof V1Pod pod ? pod.getSpec() : null;
    }

    private static KubernetesObject strictly(Map<String, Object> fields) {
        try {
            return (KubernetesObject) io.kubernetes.client.util.Yaml.load(new Yaml().dump(fields));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String rendered(Path directory) {
        try {
            var copy = WithValues.COPY.resolve(DIRECTORY.relativize(directory));
            var process = new ProcessBuilder("kubectl", "kustomize", copy.toString()).start();
            var output = new String(process.getInputStream().readAllBytes(), UTF_8);
            var errors = new String(process.getErrorStream().readAllBytes(), UTF_8);
            if (process.waitFor() != 0 || !errors.isBlank()) {
                throw new AssertionError(directory + " does not render cleanly: " + errors);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Production renders only after its values are set. This sets them in a copy. */
    private static final class WithValues {

        private static final Path COPY = copy();

        private static Path copy() {
            try (var files = Files.walk(DIRECTORY)) {
                var copy = Files.createTempDirectory(Path.of("target"), "k8s-");
                for (var file : files.filter(Files::isRegularFile).toList()) {
                    var target = copy.resolve(DIRECTORY.relativize(file));
                    Files.createDirectories(target.getParent());
                    Files.copy(file, target);
                }
                var values = copy.resolve(VALUES);
                Files.writeString(values, Files.readString(values).replaceAll("(?m)^#(?=\\w+: )", ""));
                return copy;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static String plain(Path directory) {
        return resources(directory).stream().map(Manifests::read).collect(Collectors.joining("\n---\n"));
    }

    private static List<Path> resources(Path directory) {
        Map<String, Object> kustomization = new Yaml().load(read(directory.resolve(KUSTOMIZATION)));
        Function<Object, Path> relative =
                resource -> directory.resolve(String.valueOf(resource)).normalize();
        return ((List<?>) kustomization.get("resources"))
                .stream()
                        .map(relative)
                        .flatMap(resource ->
                                Files.isDirectory(resource) ? resources(resource).stream() : Stream.of(resource))
                        .toList();
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isInstalled(String... command) {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
