package dev.agentkeys.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;

class CallerTest {

    @Test
    void whatTheAuthProviderSaysOfAPrincipalIsNotShown() {
        var principal = new Caller.Principal("{\"session\":\"canary\"}");

        assertFalse(principal.toString().contains("canary"));
        assertFalse(principal.who().contains("canary"));
        assertEquals(principal.who(), new Caller.Principal("{\"session\":\"canary\"}").who());
        assertNotEquals(principal.who(), new Caller.Principal("{\"session\":\"other\"}").who());
    }
}
