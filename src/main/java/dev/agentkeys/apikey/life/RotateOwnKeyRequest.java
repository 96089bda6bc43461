package dev.agentkeys.apikey.life;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.agentkeys.validation.OptionalBody;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PositiveOrZero;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The request of a key's holder to give it a new value, which this service generates. */
@Schema(name = "RotateOwnAPIKeyRequest")
@OptionalBody
record RotateOwnKeyRequest(
        @NotNull
        @PositiveOrZero
        @Max(RotateApiKeyRequest.MAX_OVERLAP)
        @JsonProperty(defaultValue = "0")
        @Schema(
                defaultValue = "0",
                description = "For how many seconds the old value stays good beside the new one, at most until the key"
                        + " expires; 0 ends it at once.")
        Long overlap) {}
