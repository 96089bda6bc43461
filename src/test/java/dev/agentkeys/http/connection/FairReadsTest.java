package dev.agentkeys.http.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** A client that sends many small pieces is read in small steps, as long as it sends small pieces. */
class FairReadsTest {

    private static final int LITTLE = 512;

    private final FairReads reads = new FairReads(() -> false);
    private final int usual = reads.newHandle().guess();

    @Test
    void readsManySmallPiecesInSmallSteps() {
        reads.brought(63);
        assertEquals(usual, reads.newHandle().guess());

        reads.brought(64);
        assertEquals(LITTLE, reads.newHandle().guess());
        assertTrue(usual > LITTLE);
    }

    @Test
    void readsOnePieceAsUsualAgain() {
        reads.brought(1000);
        reads.brought(20);
        assertEquals(LITTLE, reads.newHandle().guess());

        reads.brought(1);
        assertEquals(usual, reads.newHandle().guess());
    }
}
