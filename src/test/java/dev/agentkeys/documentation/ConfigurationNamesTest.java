package dev.agentkeys.documentation;

import static com.tngtech.archunit.core.domain.properties.CanBeAnnotated.Predicates.annotatedWith;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agentkeys.testsupport.DocumentationPage;
import dev.agentkeys.testsupport.ServiceClasses;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page on configuration names every setting that the service reads, and no other. */
class ConfigurationNamesTest {

    private static final Pattern ROW = Pattern.compile("^\\| `(AGENTKEYS_\\w+)` \\|", Pattern.MULTILINE);

    /** Variables that are not named after their property, or that have no property. */
    private static final Set<String> ALIASES =
            Set.of("AGENTKEYS_CONSOLE", "AGENTKEYS_DEV_DATABASE_URL", "AGENTKEYS_OPEN_REGISTRATION");

    /** The end of the name of a list's elements. */
    private static final String ELEMENT = "[*]";

    /**
     * Properties that the page names by an alias: AGENTKEYS_OPEN_REGISTRATION, AGENTEX_AUTH_URL, AGENTKEYS_CONSOLE, and
     * a name without "_FILE".
     */
    private static final Set<String> ALIASED = Set.of(
            "AGENTKEYS_ACCESS_OPEN_REGISTRATION",
            "AGENTKEYS_ACCESS_GATEWAY_URL",
            "AGENTKEYS_ACCESS_TOKENS_FILE",
            "AGENTKEYS_CONSOLE_ENABLED");

    @Test
    void thePageNamesEveryPropertyThatTheServiceReadsAndNoOther() {
        var expected = read();
        expected.removeAll(ALIASED);
        expected.addAll(ALIASES);

        assertEquals(Set.of(), without(expected, documented()), "not documented");
        assertEquals(Set.of(), without(documented(), expected), "not read by the service");
    }

    @Test
    void noNameIsDocumentedTwice() {
        var rows = ROW.matcher(DocumentationPage.read("docs/configuration.md").text());

        assertEquals(documented().size(), rows.results().count());
    }

    private static Set<String> without(Set<String> names, Set<String> others) {
        var rest = new TreeSet<>(names);
        rest.removeAll(others);
        return rest;
    }

    private static Set<String> documented() {
        return ROW.matcher(DocumentationPage.read("docs/configuration.md").text())
                .results()
                .map(row -> row.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> read() {
        var mappings = ServiceClasses.all().that(are(annotatedWith(ConfigMapping.class)));
        return mappings.stream()
                .map(mapping -> ConfigClass.configClass(mapping.reflect()))
                .flatMap(mapping -> ConfigMappings.getProperties(mapping).keySet().stream())
                .filter(property -> !property.endsWith(ELEMENT))
                .map(ConfigurationNamesTest::variable)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String variable(String property) {
        return property.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }
}
