package dev.agentkeys.benchmark.load;

import java.util.Map;
import java.util.TreeMap;

/**
 * A request that is rendered before the load begins.
 *
 * @param body null if there is none; in it, {@link #NUMBER} is a placeholder for a number that no other request has
 */
public record Request(String method, String path, Map<String, String> headers, String body) {

    /** The placeholder for a number of {@link #DIGITS} digits. */
    public static final String NUMBER = "%NUMBER%";

    /** The number of digits. */
    public static final int DIGITS = 15;

    /** A GET without a body. */
    public static Request get(String path, Map<String, String> headers) {
        return new Request("GET", path, headers, null);
    }

    /** A POST of JSON. */
    public static Request post(String path, Map<String, String> headers, String body) {
        var all = new TreeMap<>(headers);
        all.put("Content-Type", "application/json");
        return new Request("POST", path, all, body);
    }
}
