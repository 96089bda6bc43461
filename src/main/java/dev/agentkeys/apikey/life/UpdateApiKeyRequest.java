package dev.agentkeys.apikey.life;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentkeys.apikey.Expiring;
import dev.agentkeys.keystore.KeyLifetimes;
import dev.agentkeys.validation.NotNullIfSent;
import dev.agentkeys.validation.Patched;
import dev.agentkeys.validation.Text;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Positive;
import java.time.OffsetDateTime;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A merge patch (RFC 7396) of a key: what is left out stays as it is. */
@Schema(name = "UpdateAPIKeyRequest")
@Expiring
record UpdateApiKeyRequest(
        @NotNullIfSent @Text(min = 1, max = 256, inPath = true) @Schema(description = "The new name of the key.")
        String name,

        @NotNullIfSent @Schema(description = "Whether the key works; `false` disables it until it is enabled again.")
        Boolean enabled,

        @Schema(
                implementation = String.class,
                format = "date-time",
                nullable = true,
                description = "When the key expires (RFC 3339); null if it is not to expire any more.")
        Patched<OffsetDateTime> expiresAt,

        @NotNullIfSent
        @Positive
        @Max(KeyLifetimes.MAX_SECONDS)
        @Schema(description = "In how many seconds the key expires; instead of `expires_at`.")
        Long expiresIn,

        @Schema(
                nullable = true,
                description =
                        "What to change of the metadata: a property that is null is removed, and null removes all.")
        Patched<ObjectNode> metadata,

        @NotNullIfSent @Schema(description = "Whether the holder of the key may rotate it.")
        Boolean selfRotation)
        implements Expiring.Request {

    @Override
    public boolean givesTime() {
        return expiresAt != null;
    }

    boolean changesNothing() {
        return name == null
                && enabled == null
                && expiresAt == null
                && expiresIn == null
                && metadata == null
                && selfRotation == null;
    }
}
