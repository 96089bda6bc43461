package dev.agentkeys.apikey;

import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class JsonStartCheckTest {

    @Test
    void refusesToStartIfAnswersCannotBeWritten() {
        assertThrows(IllegalStateException.class, () -> JsonStartCheck.requireContractsNames(new ObjectMapper()));
    }
}
