package dev.agentkeys.keystore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RecentUsesTest {

    private static final UUID A = UUID.randomUUID();
    private static final UUID B = UUID.randomUUID();
    private static final UUID C = UUID.randomUUID();

    private final RecentUses uses = new RecentUses(2);

    @Test
    void remembersTheLastUseOfAKeyUntilItIsTaken() {
        uses.add(A, 1);
        uses.add(A, 2);

        assertEquals(Map.of(A, 2L), uses.take());
        assertTrue(uses.take().isEmpty());
    }

    @Test
    void forgetsTheLeastRecentlyUsedKey() {
        uses.add(A, 1);
        uses.add(B, 2);
        uses.add(A, 3);
        uses.add(C, 4);

        assertEquals(List.of(A, C), List.copyOf(uses.take().keySet()));
    }

    @Test
    void remembersUsesThatCouldNotBeWritten() {
        uses.add(A, 1);
        var taken = uses.take();

        uses.putBack(taken);

        assertEquals(Map.of(A, 1L), uses.take());
    }

    @Test
    void prefersALaterUseToOneThatIsPutBack() {
        uses.add(A, 1);
        var taken = uses.take();
        uses.add(A, 2);

        uses.putBack(taken);

        assertEquals(Map.of(A, 2L), uses.take());
    }

    @Test
    void forgetsUsesThatArePutBackBeforeNewerOnes() {
        uses.add(A, 1);
        uses.add(B, 2);
        var taken = uses.take();
        uses.add(C, 3);

        uses.putBack(taken);

        assertEquals(List.of(B, C), List.copyOf(uses.take().keySet()));
    }
}
