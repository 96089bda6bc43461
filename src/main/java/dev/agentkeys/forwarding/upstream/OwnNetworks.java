package dev.agentkeys.forwarding.upstream;

import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The addresses that lead to this host: the addresses of its interfaces, the broadcast addresses of their networks, and
 * every address of a network on a loopback interface, because the system accepts all of these.
 */
final class OwnNetworks {

    private final Set<InetAddress> addresses = new HashSet<>();
    private final List<Network> local = new ArrayList<>();

    private record Network(byte[] address, int prefixLength) {

        boolean contains(byte[] other) {
            if (other.length != address.length) {
                return false;
            }
            for (int bit = 0; bit < prefixLength; bit++) {
                int mask = 0x80 >> bit % Byte.SIZE;
                if (((address[bit / Byte.SIZE] ^ other[bit / Byte.SIZE]) & mask) != 0) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Reads the interfaces of this host; may block. */
    static OwnNetworks ofThisHost() throws SocketException {
        var own = new OwnNetworks();
        for (var found : NetworkInterface.networkInterfaces()
                .flatMap(one -> Stream.concat(Stream.of(one), one.subInterfaces()))
                .toList()) {
            boolean loopback = isLoopback(found);
            found.getInterfaceAddresses().forEach(address -> own.add(address, loopback));
        }
        return own;
    }

    /** An interface may disappear between two calls; the others still count. */
    private static boolean isLoopback(NetworkInterface found) {
        try {
            return found.isLoopback();
        } catch (SocketException e) {
            return false;
        }
    }

    private void add(InterfaceAddress address, boolean loopback) {
        if (loopback) {
            addLocal(address.getAddress(), address.getNetworkPrefixLength());
        } else {
            add(address.getAddress());
        }
        if (address.getBroadcast() != null) {
            add(address.getBroadcast());
        }
    }

    /** Adds an address that leads here. */
    OwnNetworks add(InetAddress address) {
        addresses.add(Objects.requireNonNull(address));
        return this;
    }

    /** Adds a network all of whose addresses lead here. */
    OwnNetworks addLocal(InetAddress address, int prefixLength) {
        add(address);
        // For some networks the system reports no length; then only the address is added.
        if (prefixLength > 0 && prefixLength <= address.getAddress().length * Byte.SIZE) {
            local.add(new Network(address.getAddress(), prefixLength));
        }
        return this;
    }

    /** Whether the address leads to this host. The scope of an IPv6 address does not matter. */
    boolean contain(InetAddress address) {
        return addresses.contains(address)
                || local.stream().anyMatch(network -> network.contains(address.getAddress()));
    }
}
