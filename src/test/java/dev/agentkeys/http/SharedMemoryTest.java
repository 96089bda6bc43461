package dev.agentkeys.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.http.SharedMemory.Claim;
import java.util.List;
import org.junit.jupiter.api.Test;

/** No holder gets more than a quarter of the shared memory. */
class SharedMemoryTest {

    private final SharedMemory memory = new SharedMemory(100);

    @Test
    void aHolderGetsItsShareAndNoMore() {
        assertTrue(claim("a", "x").take(15));
        assertTrue(claim("a", "y").take(10));
        assertFalse(claim("a", "z").take(1));

        assertTrue(claim("b", "z").take(25));
        assertEquals(50, memory.taken());
    }

    @Test
    void aClaimNeedsAFreeShareOfEachOfItsHolders() {
        claim("a", "x").take(25);

        assertFalse(claim("b", "x").take(1));
        assertTrue(claim("b", "y").take(1));
    }

    @Test
    void theOnlyClaimOfAHolderMayExceedTheShare() {
        var alone = claim("a");

        assertTrue(alone.take(50));
        assertTrue(alone.take(40));
        assertFalse(alone.take(11));
        assertFalse(claim("a").take(1));
    }

    @Test
    void allHoldersTogetherGetNoMoreThanTheWholeMemory() {
        for (var holder : List.of("a", "b", "c", "d")) {
            assertTrue(claim(holder).take(25));
        }

        assertFalse(claim("e").take(1));
    }

    @Test
    void aClaimReturnsItsMemoryOnlyOnce() {
        var claim = claim("a", "x");
        claim.take(25);
        claim("b", "y").take(25);
        claim.giveBack();
        claim.giveBack();

        assertEquals(25, memory.taken());
        assertTrue(claim("a", "x").take(25));
    }

    private Claim claim(String... holders) {
        return memory.claim(List.of(holders));
    }
}
