package dev.agentkeys.database;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.pgclient.PgException;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqlStateTest {

    @ParameterizedTest
    @ValueSource(strings = {"08006", "40001", "40P01", "53300", "57014", "57P01", "25006", "55P03", "0A000"})
    void knowsErrorsThatPass(String state) {
        assertTrue(SqlState.isUnavailable(state));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"23505", "23514", "22021", "42601", "25001", "XX000"})
    void knowsErrorsThatTheStatementCauses(String state) {
        assertFalse(SqlState.isUnavailable(state));
    }

    @ParameterizedTest
    @ValueSource(strings = {"23505", "22021", "40001", "40P01", "55P03", "0A000", "XX000"})
    void aRefusedStatementHasChangedNothing(String state) {
        assertTrue(SqlState.isRefusal(new PgException("refused", "ERROR", state, "")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"08006", "40003", "53300", "57014", "57P01", "25006"})
    void aStatementWithoutARefusalMayHaveChangedSomething(String state) {
        assertFalse(SqlState.isRefusal(new PgException("ended", "FATAL", state, "")));
        assertFalse(SqlState.isRefusal(new IOException("broken")));
    }
}
