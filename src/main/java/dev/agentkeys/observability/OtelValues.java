package dev.agentkeys.observability;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads the values of OpenTelemetry's standard variables, and writes them as Quarkus reads them. Empty is what cannot be
 * used: the specification has such values ignored, so that none keeps a service from starting.
 */
final class OtelValues {

    private OtelValues() {}

    static Optional<String> text(String value) {
        return Optional.of(value);
    }

    static Optional<String> bool(String value) {
        return oneOf(Set.of("true", "false"), value);
    }

    static Optional<String> oneOf(Set<String> known, String value) {
        return Optional.of(value.toLowerCase(Locale.ROOT)).filter(known::contains);
    }

    static Optional<String> share(String value) {
        try {
            double share = Double.parseDouble(value);
            return share >= 0 && share <= 1 ? Optional.of(value) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    static Optional<String> number(int least, String value) {
        try {
            return Integer.parseInt(value) >= least ? Optional.of(value) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    static Optional<String> millis(String value) {
        return number(1, value).map(number -> number + "ms");
    }

    static Optional<String> file(String value) {
        return Optional.of(value).filter(path -> Files.isReadable(Path.of(path)));
    }

    static Optional<String> endpoint(String value) {
        try {
            var uri = new URI(value);
            boolean usable = uri.getHost() != null && Set.of("http", "https").contains(uri.getScheme());
            return usable ? Optional.of(value) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /** The elements of a list. */
    static List<String> list(String value) {
        return Stream.of(value.split(","))
                .map(String::strip)
                .filter(element -> !element.isEmpty())
                .toList();
    }

    /** Names and values, percent-encoded and separated by commas; a comma that was encoded is escaped as Quarkus' are. */
    static Optional<String> pairs(String value) {
        var pairs = list(value);
        if (!pairs.stream().allMatch(pair -> pair.indexOf('=') > 0)) {
            return Optional.empty();
        }
        try {
            return Optional.of(pairs.stream()
                    .map(pair -> decode(pair).replace("\\", "\\\\").replace(",", "\\,"))
                    .collect(Collectors.joining(",")));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** A plus is a plus. */
    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
    }
}
