package dev.agentkeys.agent.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentkeys.validation.InvalidRequestException;
import dev.agentkeys.validation.ViolationKind;
import java.util.Optional;

/**
 * What the pod of a deployment says when it registers.
 *
 * @param replacesMetadata whether its metadata replaces the stored metadata, instead of being merged with it
 */
public record RegisteredDeployment(
        String id, String dockerImage, String acpUrl, ObjectNode metadata, boolean replacesMetadata) {

    private static final int MAX_ID_LENGTH = 256;
    private static final int MAX_IMAGE_LENGTH = 1024;

    /**
     * The deployment that a registration is about; empty if its metadata names none.
     *
     * @throws InvalidRequestException if the metadata names the deployment by an id that no deployment can have
     */
    public static Optional<RegisteredDeployment> of(ObjectNode metadata, String acpUrl) {
        var id = metadata == null ? null : metadata.get("deployment_id");
        if (id == null || id.isNull() || id.isTextual() && id.textValue().isEmpty()) {
            return Optional.empty();
        }
        if (!id.isTextual() || id.textValue().length() > MAX_ID_LENGTH || hasControl(id.textValue())) {
            // If the service took this for a registration without a deployment, it would take over production.
            throw InvalidRequestException.ofField(
                    "registration_metadata",
                    ViolationKind.value("must have a 'deployment_id' of 1 to 256 characters, without control"
                            + " characters, if it has one"));
        }
        return Optional.of(new RegisteredDeployment(id.textValue(), image(metadata), acpUrl, metadata, false));
    }

    /** A copy whose metadata replaces the stored metadata. */
    public RegisteredDeployment replacingMetadata() {
        return new RegisteredDeployment(id, dockerImage, acpUrl, metadata, true);
    }

    private static String image(ObjectNode metadata) {
        JsonNode image = metadata.path("docker_image");
        return image.isTextual() && image.textValue().length() <= MAX_IMAGE_LENGTH ? image.textValue() : "";
    }

    private static boolean hasControl(String text) {
        return text.chars().anyMatch(Character::isISOControl);
    }
}
