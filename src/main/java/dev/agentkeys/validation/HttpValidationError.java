package dev.agentkeys.validation;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The body of a 422: every violation of the request. */
@Schema(name = "HTTPValidationError")
@RegisterForReflection
public record HttpValidationError(List<Violation> detail) {}
