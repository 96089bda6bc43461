package dev.agentkeys.apikey.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The address for a source's webhooks: a forwarding path, percent-encoded (RFC 3986), below the public URL. */
record WebhookAddress(String path, Optional<String> url) {

    static WebhookAddress of(String agentName, String forwardPath, Optional<String> baseUrl) {
        var path =
                "/agents/forward/name/" + encode(agentName) + "/" + encodeSegments(withoutLeadingSlashes(forwardPath));
        return new WebhookAddress(path, baseUrl.map(base -> withoutTrailingSlashes(base) + path));
    }

    private static String encodeSegments(String path) {
        return Arrays.stream(path.split("/", -1)).map(WebhookAddress::encode).collect(Collectors.joining("/"));
    }

    /** Corrects the three characters that form encoding treats differently from path encoding. */
    private static String encode(String segment) {
        return URLEncoder.encode(segment, UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    private static String withoutLeadingSlashes(String path) {
        return path.replaceFirst("^/+", "");
    }

    private static String withoutTrailingSlashes(String url) {
        return url.replaceFirst("/+$", "");
    }
}
