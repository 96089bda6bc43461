package dev.agentkeys.apikey.life;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.agentkeys.apikey.CallerChosenKey;
import dev.agentkeys.keymaterial.Secret;
import dev.agentkeys.validation.OptionalBody;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PositiveOrZero;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The request to give a key a new value. */
@Schema(name = "RotateAPIKeyRequest")
@OptionalBody
record RotateApiKeyRequest(
        @NotNull
        @PositiveOrZero
        @Max(RotateApiKeyRequest.MAX_OVERLAP)
        @JsonProperty(defaultValue = "0")
        @Schema(
                defaultValue = "0",
                description = "For how many seconds the old value stays good beside the new one, at most until the key"
                        + " expires; 0 ends it at once.")
        Long overlap,

        @CallerChosenKey
        @Schema(
                implementation = String.class,
                nullable = true,
                description =
                        "The new value; if it is not set, one is generated. A key of type slack needs it: it is the"
                                + " Slack app's new Signing Secret.")
        Secret apiKey) {

    /** Ninety days. */
    static final long MAX_OVERLAP = 7_776_000;
}
