package dev.agentkeys.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAddressTest {

    @Test
    void countsEachAddressOfIpv4ForItself() {
        assertEquals(new ClientAddress("192.0.2.1", "192.0.2.1"), ClientAddress.of("192.0.2.1"));
        assertNotEquals(
                ClientAddress.of("192.0.2.1").key(),
                ClientAddress.of("192.0.2.2").key());
    }

    @ParameterizedTest
    @ValueSource(strings = {"2001:db8::1", "2001:db8:0:0:ffff:ffff:ffff:ffff", "2001:DB8::"})
    void countsANetworkOfIpv6AsOne(String address) {
        assertEquals("20010db800000000", ClientAddress.of(address).key());
        assertEquals(address, ClientAddress.of(address).text());
    }

    @Test
    void countsTheNextNetworkOfIpv6ForItself() {
        assertNotEquals(
                ClientAddress.of("2001:db8::1").key(),
                ClientAddress.of("2001:db8:0:1::1").key());
    }

    @ParameterizedTest
    @ValueSource(strings = {"::ffff:192.0.2.1", "fe80::1%no-such-interface", "not:an:address"})
    void keepsOtherTextUnchanged(String text) {
        assertEquals(text, ClientAddress.of(text).key());
    }
}
