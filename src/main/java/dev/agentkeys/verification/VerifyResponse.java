package dev.agentkeys.verification;

import dev.agentkeys.keystore.FoundKey;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The answer to the question whether a key is good. */
@Schema(name = "VerifyAPIKeyResponse")
public record VerifyResponse(
        @Schema(required = true, description = "Whether the key is good.")
        boolean valid,

        @Schema(required = true, description = "Why the key is good or not.")
        VerificationCode code,

        @Schema(required = true, nullable = true, description = "The key, if it is good or was good until it ended.")
        VerifiedKey key) {

    static VerifyResponse of(FoundKey key) {
        var code = VerificationCode.of(key.status());
        return new VerifyResponse(code == VerificationCode.VALID, code, VerifiedKey.of(key));
    }

    static VerifyResponse of(VerificationCode refusal) {
        return new VerifyResponse(false, refusal, null);
    }
}
