package dev.agentkeys.forwarding.upstream;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Guards against server-side request forgery. A caller who registers an agent chooses its URL, so the guard refuses
 * addresses that only this host can reach: cloud metadata, link-local addresses, and the host itself.
 */
final class SsrfGuard {

    /** Addresses of cloud metadata that are not link-local. Not static: a native image must not hold an InetAddress. */
    private final Set<InetAddress> metadata = Set.of(
            literal("100.100.100.200"), literal("192.0.0.192"), literal("168.63.129.16"), literal("fd20:ce::254"));

    /** The prefix of local services of AWS: metadata, credentials, DNS, time. */
    private static final byte[] AWS_LOCAL = {(byte) 0xfd, 0x00, 0x0e, (byte) 0xc2};

    private static final byte[] NAT64 = {0x00, 0x64, (byte) 0xff, (byte) 0x9b, 0, 0, 0, 0, 0, 0, 0, 0};
    /** The prefix for NAT64 within an organization (RFC 8215). */
    private static final byte[] LOCAL_NAT64 = {0x00, 0x64, (byte) 0xff, (byte) 0x9b, 0x00, 0x01};
    /** The positions of the IPv4 address in it, for a prefix of 48, 56, 64 or 96 bits (RFC 6052, 2.2). */
    private static final int[][] LOCAL_NAT64_POSITIONS = {
        {6, 7, 9, 10}, {7, 9, 10, 11}, {9, 10, 11, 12}, {12, 13, 14, 15}
    };

    private static final byte[] IPV4_COMPATIBLE = new byte[12];
    private static final byte[] IPV4_TRANSLATED = {0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xff, (byte) 0xff, 0, 0};
    private static final byte[] SIX_TO_FOUR = {0x20, 0x02};
    private static final byte[] TEREDO = {0x20, 0x01, 0x00, 0x00};

    private final List<Pattern> allowedHosts;
    private final boolean allowLoopback;

    /** @param allowedHosts the allowed hosts, where a star stands for any characters; if empty, every host is allowed */
    SsrfGuard(List<String> allowedHosts, boolean allowLoopback) {
        this.allowedHosts = allowedHosts.stream().map(SsrfGuard::withStars).toList();
        this.allowLoopback = allowLoopback;
    }

    /** Whether an agent's URL may have that host. */
    boolean allowHost(String host) {
        var plain = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        return allowedHosts.isEmpty()
                || allowedHosts.stream().anyMatch(pattern -> pattern.matcher(plain.toLowerCase(Locale.ROOT))
                        .matches());
    }

    /**
     * Whether the client may connect to that address.
     *
     * @param own the addresses that lead to this host, to which the rule for loopback applies
     */
    boolean allowAddress(InetAddress address, OwnNetworks own) {
        if (address.isLoopbackAddress()) {
            return allowLoopback;
        }
        // Metadata may be served at an address of this host. The guard refuses it even if loopback is allowed.
        if (isReserved(address) || metadata.contains(address)) {
            return false;
        }
        return own.contain(address) ? allowLoopback : allowEmbedded(address, own);
    }

    /**
     * Some IPv6 addresses contain an IPv4 address, to which a translator forwards. That address must be allowed too.
     */
    private boolean allowEmbedded(InetAddress address, OwnNetworks own) {
        var bytes = address.getAddress();
        if (address instanceof Inet4Address) {
            return true;
        }
        if (startsWith(bytes, NAT64) || startsWith(bytes, IPV4_COMPATIBLE) || startsWith(bytes, IPV4_TRANSLATED)) {
            return allowAddress(ipv4(bytes, 12), own);
        }
        if (startsWith(bytes, LOCAL_NAT64)) {
            return allowTranslated(bytes, own);
        }
        if (startsWith(bytes, TEREDO)) {
            // The address of the Teredo server, and that of the client with all bits inverted.
            return allowAddress(ipv4(bytes, 4), own) && allowAddress(ipv4(inverted(bytes), 12), own);
        }
        return !startsWith(bytes, SIX_TO_FOUR) || allowAddress(ipv4(bytes, SIX_TO_FOUR.length), own);
    }

    /** The length of the translator's prefix is unknown, so the address must be allowed at every position. */
    private boolean allowTranslated(byte[] bytes, OwnNetworks own) {
        var possible = Arrays.stream(LOCAL_NAT64_POSITIONS)
                .filter(position -> bytes[position[0]] != 0)
                .map(position -> pick(bytes, position))
                .toList();
        return !possible.isEmpty() && possible.stream().allMatch(found -> allowAddress(address(found), own));
    }

    private static byte[] pick(byte[] bytes, int[] positions) {
        var picked = new byte[positions.length];
        for (int i = 0; i < positions.length; i++) {
            picked[i] = bytes[positions[i]];
        }
        return picked;
    }

    private static byte[] inverted(byte[] bytes) {
        var inverted = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            inverted[i] = (byte) ~bytes[i];
        }
        return inverted;
    }

    private static boolean isReserved(InetAddress address) {
        var bytes = address.getAddress();
        boolean reservedIpv4 = address instanceof Inet4Address && (bytes[0] == 0 || (bytes[0] & 0xf0) == 0xf0);
        return reservedIpv4
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isMulticastAddress()
                || startsWith(bytes, AWS_LOCAL);
    }

    private static boolean startsWith(byte[] bytes, byte[] prefix) {
        return bytes.length > prefix.length && Arrays.mismatch(bytes, prefix) == prefix.length;
    }

    private static InetAddress ipv4(byte[] bytes, int offset) {
        return address(Arrays.copyOfRange(bytes, offset, offset + 4));
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("Four bytes are an address", e);
        }
    }

    private static InetAddress literal(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(text + " is an address", e);
        }
    }

    private static Pattern withStars(String host) {
        var parts = host.strip().toLowerCase(Locale.ROOT).split("\\*", -1);
        return Pattern.compile(Arrays.stream(parts)
                .map(Pattern::quote)
                .reduce((a, b) -> a + ".*" + b)
                .orElseThrow());
    }
}
