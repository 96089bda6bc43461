package dev.agentkeys.apikey.summary;

import dev.agentkeys.keystore.summary.ExpiryCount;
import dev.agentkeys.keystore.summary.KeyCount;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** How many keys there are. */
@Schema(name = "AgentAPIKeySummary")
record KeySummary(
        @Schema(required = true, description = "The number of keys by type and status; none where there are no keys.")
        List<KeyCount> counts,

        @Schema(
                required = true,
                description =
                        "The number of active keys that expire within thirty days, by day; none for a day on which"
                                + " none does.")
        List<ExpiryCount> expiring) {}
