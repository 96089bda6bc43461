package dev.agentkeys.http;

import io.vertx.core.http.HttpServerRequest;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Where a request comes from.
 *
 * @param text the address, for the log
 * @param key the text under which attempts are counted: the address, or the network of 64 bits of an IPv6 address,
 *     because one host has all addresses of such a network
 */
public record ClientAddress(String text, String key) {

    private static final ClientAddress UNKNOWN = new ClientAddress("unknown", "unknown");
    private static final int IPV6_NETWORK_BYTES = 8;

    /** The address of the caller: that of the connection, or the one that a proxy names and Quarkus trusts. */
    public static ClientAddress of(HttpServerRequest request) {
        var remote = request.remoteAddress();
        return remote == null || remote.hostAddress() == null ? UNKNOWN : of(remote.hostAddress());
    }

    static ClientAddress of(String text) {
        return new ClientAddress(text, text.indexOf(':') < 0 ? text : network(text));
    }

    private static String network(String text) {
        try {
            // A literal: nothing is looked up.
            return InetAddress.getByName(text) instanceof Inet6Address address
                    ? HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), IPV6_NETWORK_BYTES))
                    : text;
        } catch (UnknownHostException e) {
            return text;
        }
    }
}
