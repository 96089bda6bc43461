package dev.agentkeys.apikey;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.agentkeys.keymaterial.KeyType;
import dev.agentkeys.keymaterial.Secret;
import dev.agentkeys.startup.StartupOrder;
import dev.agentkeys.validation.RequestBinder;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Instant;
import java.util.UUID;

/**
 * Reads a request and writes an answer before the port opens. A native executable may lack a class that JSON binding
 * looks up by name: without this check it would report ready and answer 500 to every request.
 */
@ApplicationScoped
class JsonStartCheck {

    private static final String NAME = "at-start";
    private static final String REQUEST = "{\"agent_name\": \"" + NAME + "\", \"name\": \"" + NAME + "\"}";

    void onStart(@Observes @Priority(StartupOrder.JSON) StartupEvent event, RequestBinder binder, ObjectMapper mapper) {
        var request = binder.bind(CreateApiKeyRequest.class, REQUEST.getBytes(UTF_8));
        if (!NAME.equals(request.agentName()) || request.apiKeyType() != KeyType.EXTERNAL) {
            throw new IllegalStateException("Requests are not read as the contract says.");
        }
        requireContractsNames(mapper);
    }

    static void requireContractsNames(ObjectMapper mapper) {
        var answer = new CreateApiKeyResponse(
                new UUID(0, 0),
                new UUID(0, 0),
                Instant.EPOCH,
                NAME,
                KeyType.EXTERNAL,
                Secret.of(NAME),
                null,
                null,
                false);
        try {
            var written = mapper.readTree(mapper.writeValueAsString(answer));
            if (!NAME.equals(written.path("api_key").asText())) {
                throw new IllegalStateException("Answers are not written as the contract says.");
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Answers cannot be written.", e);
        }
    }
}
