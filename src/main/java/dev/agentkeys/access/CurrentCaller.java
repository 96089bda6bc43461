package dev.agentkeys.access;

import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Who is calling, as the API tells it to the caller. */
@Schema(name = "Caller")
record CurrentCaller(
        @Schema(required = true, description = "What the service calls the caller, such as static:ops.")
        String name,

        @Schema(required = true, description = "How the caller is known: static, oidc, gateway, none or agent.")
        String mode,

        @Schema(
                required = true,
                description = "The roles of the caller. In mode gateway that is all of them, and the"
                        + " auth provider decides on each operation.")
        Set<String> roles) {}
