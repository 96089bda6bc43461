package dev.agentkeys.forwarding.upstream;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;

/** The origin that a request goes to, and its request target there. */
public record UpstreamUri(boolean secure, String host, int port, String uri) {

    private static final Pattern ACP_URL = Pattern.compile(
            "(?<scheme>https?)://(?<authority>[^/?#]+)(?<path>[^?#]*)(?:\\?(?<query>[^#]*))?(?:#.*)?",
            Pattern.CASE_INSENSITIVE);

    /**
     * Appends a path to the agent's URL, byte for byte, with one slash between the two. The query of the URL comes
     * before the query of the caller. Empty if the URL is not an http or https URL.
     */
    public static Optional<UpstreamUri> of(String acpUrl, String path, String query) {
        var url = ACP_URL.matcher(acpUrl);
        if (!url.matches()) {
            return Optional.empty();
        }
        boolean secure = url.group("scheme").equalsIgnoreCase("https");
        URI origin;
        try {
            // RFC 3986 allows underscores in a host, and Docker Compose uses them; java.net.URI refuses them.
            origin = new URI("http://" + url.group("authority").replace('_', '-'));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
        if (origin.getHost() == null || origin.getRawUserInfo() != null) {
            return Optional.empty();
        }
        int port = origin.getPort() >= 0 ? origin.getPort() : secure ? 443 : 80;
        var host = url.group("authority").substring(0, origin.getHost().length());
        return Optional.of(new UpstreamUri(
                secure, host, port, uri(url.group("path"), Optional.ofNullable(url.group("query")), path, query)));
    }

    /** The host as a resolver reads it: an IPv6 address has no brackets there. */
    String hostToResolve() {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static String uri(String base, Optional<String> ownQuery, String path, String query) {
        var target = new StringBuilder(base);
        if (!base.endsWith("/")) {
            target.append('/');
        }
        target.append(path);
        var separator = '?';
        if (ownQuery.isPresent() && !ownQuery.get().isEmpty()) {
            target.append(separator).append(ownQuery.get());
            separator = '&';
        }
        if (query != null) {
            target.append(separator).append(query);
        }
        return target.toString();
    }
}
