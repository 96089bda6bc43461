package dev.agentkeys.apikey.webhook;

import static dev.agentkeys.doctor.Finding.Area.PUBLIC_URL;

import dev.agentkeys.doctor.Diagnosis;
import dev.agentkeys.doctor.DoctorCheck;
import dev.agentkeys.doctor.Finding;
import jakarta.enterprise.context.Dependent;
import java.util.List;

/** Checks whether webhooks get whole URLs. */
@Dependent
class PublicUrlDoctorCheck implements DoctorCheck {

    private final PublicUrlConfig config;

    PublicUrlDoctorCheck(PublicUrlConfig config) {
        this.config = config;
    }

    @Override
    public Finding.Area area() {
        return PUBLIC_URL;
    }

    @Override
    public List<Finding> findings(Diagnosis soFar) {
        return List.of(config.publicUrl()
                .filter(url -> !url.isBlank())
                .map(url -> Finding.ok(PUBLIC_URL, "webhooks", "have URLs that begin with " + url))
                .orElseGet(() -> Finding.warning(
                        PUBLIC_URL, "webhooks", "have paths and no URLs, because AGENTKEYS_PUBLIC_URL is not set")));
    }
}
