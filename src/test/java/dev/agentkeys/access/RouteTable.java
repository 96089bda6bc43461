package dev.agentkeys.access;

import dev.agentkeys.testsupport.DocumentationPage;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The table in the README with the callers of each route. */
final class RouteTable {

    /**
     * Who may call a route: callers that have one of these roles, and possibly an agent with its own key.
     *
     * @param holders whether instead the key in the request is the credential, whatever its type and status
     */
    record Access(Set<String> roles, boolean agents, boolean holders) {}

    /** A row names one route, or several that the same callers may call. */
    private static final Pattern ROW = Pattern.compile("\\| (`[A-Z]+ /[^|]*) \\| ([^|]*) \\|");

    private static final Pattern ROUTE = Pattern.compile("`([A-Z]+ /[^`]*)`");
    private static final Pattern ROLE = Pattern.compile("`([a-z]+:[a-z]+)`");

    private RouteTable() {}

    /** The rows by method and path, such as {@code GET /agents}. */
    static Map<String, Access> read() {
        var table = new TreeMap<String, Access>();
        var rows = ROW.matcher(DocumentationPage.read("README.md").text());
        while (rows.find()) {
            var roles = new TreeSet<String>();
            ROLE.matcher(rows.group(2)).results().forEach(role -> roles.add(role.group(1)));
            var access = new Access(
                    roles, rows.group(2).endsWith("or the agent"), rows.group(2).equals("the holder of the key"));
            ROUTE.matcher(rows.group(1)).results().forEach(route -> table.put(route.group(1), access));
        }
        return table;
    }
}
