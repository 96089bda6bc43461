package dev.agentkeys.documentation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.agentkeys.testsupport.DocumentationPage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The links of the documentation lead to existing files and headings. */
class LinksTest {

    private static final Path README = Path.of("README.md");

    @Test
    void everyRelativeLinkLeadsToAFileAndAHeading() {
        var broken = new ArrayList<String>();
        var links = 0;
        for (var page : Pages.all()) {
            for (var link : Pages.relativeLinks(page)) {
                links++;
                if (!resolves(page, link)) {
                    broken.add(page.path() + " -> " + link);
                }
            }
        }

        assertEquals(List.of(), broken);
        assertFalse(links == 0);
    }

    @Test
    void aReaderWhoFollowsLinksFromTheReadmeReachesEveryPage() {
        var reached = new TreeSet<Path>(List.of(README));
        var next = List.of(README);
        while (!next.isEmpty()) {
            next = next.stream()
                    .flatMap(LinksTest::pagesBehind)
                    .filter(reached::add)
                    .toList();
        }

        assertEquals(
                Pages.all().stream().map(DocumentationPage::path).collect(Collectors.toCollection(TreeSet::new)),
                reached);
    }

    private static boolean resolves(DocumentationPage page, String link) {
        var parts = link.split("#", 2);
        var target = target(page, link);
        return Files.exists(target)
                && (parts.length == 1
                        || Pages.anchors(DocumentationPage.read(target)).contains(parts[1]));
    }

    private static Stream<Path> pagesBehind(Path path) {
        var page = DocumentationPage.read(path);
        return Pages.relativeLinks(page).stream()
                .map(link -> target(page, link))
                .filter(target -> target.toString().endsWith(".md"));
    }

    private static Path target(DocumentationPage page, String link) {
        var file = link.split("#", 2)[0];
        return file.isEmpty()
                ? page.path()
                : Path.of(".").resolve(page.path()).resolveSibling(file).normalize();
    }
}
