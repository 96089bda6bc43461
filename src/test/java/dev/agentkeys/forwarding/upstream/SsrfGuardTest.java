package dev.agentkeys.forwarding.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SsrfGuardTest {

    private static final SsrfGuard RULES = new SsrfGuard(List.of(), false);
    private static final SsrfGuard WITH_LOOPBACK = new SsrfGuard(List.of(), true);
    private static final OwnNetworks NOTHING = new OwnNetworks();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.1.2.3",
                "192.168.0.1",
                "172.20.0.5",
                "93.184.216.34",
                "fd12:3456::1",
                "2606:2800::1",
                "64:ff9b:1::10.0.0.5",
                "64:ff9b:1:1::10.0.0.5",
                "::ffff:0:10.0.0.5",
                "2001:0:5db8:d822::a247:27dd"
            })
    void allowsPrivateAndPublicAddresses(String address) throws UnknownHostException {
        assertTrue(RULES.allowAddress(InetAddress.getByName(address), NOTHING));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "169.254.170.2",
                "fe80::1",
                "100.100.100.200",
                "192.0.0.192",
                "168.63.129.16",
                "fd00:ec2::254",
                "fd00:ec2::23",
                "fd20:ce::254",
                "0.0.0.0",
                "0.1.2.3",
                "::",
                "224.0.0.1",
                "ff02::1",
                "240.0.0.1",
                "255.255.255.255",
                "::ffff:169.254.169.254",
                "::169.254.169.254",
                "64:ff9b::169.254.169.254",
                "64:ff9b::7f00:1",
                "2002:a9fe:a9fe::1",
                "64:ff9b:1::",
                "64:ff9b:1::169.254.169.254",
                "64:ff9b:1:a9fe:a9:fe00::",
                "64:ff9b:1:a9:fe:a9fe::",
                "64:ff9b:1:1:a9:fea9:fe00:0",
                "::ffff:0:169.254.169.254",
                "2001:0:5db8:d822::5601:5601",
                "2001:0:a9fe:a9fe::a247:27dd",
                "2852039166"
            })
    void refusesAddressesThatOnlyThisHostCanReach(String address) throws UnknownHostException {
        assertFalse(RULES.allowAddress(InetAddress.getByName(address), NOTHING));
        assertEquals(
                address.equals("64:ff9b::7f00:1"),
                WITH_LOOPBACK.allowAddress(InetAddress.getByName(address), NOTHING),
                "the setting for loopback allows other addresses");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1", "localhost"})
    void allowsLoopbackOnlyIfConfigured(String address) throws UnknownHostException {
        assertFalse(RULES.allowAddress(InetAddress.getByName(address), NOTHING));
        assertTrue(WITH_LOOPBACK.allowAddress(InetAddress.getByName(address), NOTHING));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.7",
                "::ffff:10.0.0.7",
                "::10.0.0.7",
                "64:ff9b::10.0.0.7",
                "64:ff9b:1::10.0.0.7",
                "2002:a00:7::1",
                "2001:0:5db8:d822::f5ff:fff8",
                "fd12:3456::7",
                "10.0.0.255",
                "10.9.8.7",
                "64:ff9b::10.9.8.7"
            })
    void treatsAddressesOfTheHostsInterfacesLikeLoopback(String address) throws UnknownHostException {
        assertFalse(RULES.allowAddress(InetAddress.getByName(address), own()));
        assertTrue(WITH_LOOPBACK.allowAddress(InetAddress.getByName(address), own()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.8", "10.10.0.1", "fd12:3456::8", "64:ff9b::10.0.0.8"})
    void allowsNeighboursOfTheHost(String address) throws UnknownHostException {
        assertTrue(RULES.allowAddress(InetAddress.getByName(address), own()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"169.254.169.254", "fe80::7", "fe80::7%1", "100.100.100.200", "0.0.0.0", "::"})
    void allowingLoopbackDoesNotAllowMetadataOnThisHost(String address) throws UnknownHostException {
        var own = own().add(InetAddress.getByName(address));

        assertFalse(RULES.allowAddress(InetAddress.getByName(address), own));
        assertFalse(WITH_LOOPBACK.allowAddress(InetAddress.getByName(address), own));
    }

    private static OwnNetworks own() throws UnknownHostException {
        return new OwnNetworks()
                .add(InetAddress.getByName("10.0.0.7"))
                .add(InetAddress.getByName("10.0.0.255"))
                .add(InetAddress.getByName("fd12:3456::7%1"))
                .addLocal(InetAddress.getByName("10.9.1.1"), 16);
    }

    @ParameterizedTest
    @CsvSource({
        "triage.agents.svc, true",
        "TRIAGE.agents.svc, true",
        "triage.agents.svc., true",
        "a.b.agents.svc, true",
        "agents.svc, false",
        "evil-agents.svc, false",
        "triage.agents.svc.evil.example, false",
        "trusted.example, true",
        "trustedXexample, false",
        "10.0.0.7, true",
        "10.1.0.7, false"
    })
    void allowsOnlyTheHostsOnTheList(String host, boolean allowed) {
        var rules = new SsrfGuard(List.of("*.agents.svc", "Trusted.example", "10.0.*"), false);

        assertEquals(allowed, rules.allowHost(host));
        assertTrue(RULES.allowHost(host), "a host is refused although there is no list");
    }
}
