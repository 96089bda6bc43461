package dev.agentkeys.access.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class AuthProviderAnswerTest {

    @Test
    void doesNotShowWhatTheAuthProviderSaid() {
        assertEquals("Answer[200]", new AuthProviderClient.Answer(200, "canary").toString());
    }
}
