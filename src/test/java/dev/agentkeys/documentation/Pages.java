package dev.agentkeys.documentation;

import dev.agentkeys.testsupport.DocumentationPage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** All pages of the documentation, with their headings and links. */
final class Pages {

    private static final Pattern CODE = Pattern.compile("^```.*?^```", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern CODE_SPAN = Pattern.compile("`[^`\n]*`");
    private static final Pattern HEADING = Pattern.compile("^#+ (.*)$", Pattern.MULTILINE);
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");

    private Pages() {}

    static List<DocumentationPage> all() {
        try (var inRoot = Files.list(Path.of("."));
                var inDocs = Files.walk(Path.of("docs"));
                var inKubernetes = Files.walk(Path.of("k8s"))) {
            return Stream.of(inRoot, inDocs, inKubernetes)
                    .flatMap(paths -> paths)
                    .filter(path -> path.toString().endsWith(".md"))
                    .map(path -> DocumentationPage.read(path.normalize()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The targets of those links of the page that lead to a place in this repository. */
    static List<String> relativeLinks(DocumentationPage page) {
        return LINK.matcher(CODE_SPAN.matcher(withoutCode(page)).replaceAll(""))
                .results()
                .map(link -> link.group(1))
                .filter(target -> !target.matches("[a-z]+:.*"))
                .toList();
    }

    /** The anchors of the page's headings, as GitHub creates them. */
    static Set<String> anchors(DocumentationPage page) {
        var anchors = new TreeSet<String>();
        var seen = new HashMap<String, Integer>();
        HEADING.matcher(withoutCode(page))
                .results()
                .map(heading -> anchor(heading.group(1)))
                .forEach(anchor -> {
                    var before = seen.merge(anchor, 1, Integer::sum) - 1;
                    anchors.add(before == 0 ? anchor : anchor + "-" + before);
                });
        return anchors;
    }

    private static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                .replace(' ', '-');
    }

    private static String withoutCode(DocumentationPage page) {
        return CODE.matcher(page.text()).replaceAll("");
    }
}
