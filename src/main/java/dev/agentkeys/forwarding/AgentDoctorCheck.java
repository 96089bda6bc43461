package dev.agentkeys.forwarding;

import static dev.agentkeys.doctor.Finding.Area.AGENT;

import dev.agentkeys.doctor.Diagnosis;
import dev.agentkeys.doctor.DoctorCheck;
import dev.agentkeys.doctor.Finding;
import dev.agentkeys.forwarding.upstream.AgentClient;
import dev.agentkeys.forwarding.upstream.UpstreamUri;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Instance;
import java.util.List;
import java.util.concurrent.CompletionException;

/**
 * Checks whether the settings allow this service to connect to agents, and whether it can. Uses the client that
 * forwards requests.
 */
@Dependent
class AgentDoctorCheck implements DoctorCheck {

    private final Instance<AgentClient> client;

    AgentDoctorCheck(Instance<AgentClient> client) {
        this.client = client;
    }

    @Override
    public Finding.Area area() {
        return AGENT;
    }

    @Override
    public List<Finding> findings(Diagnosis soFar) {
        return soFar.agents().stream().map(this::ofTheAgent).toList();
    }

    /** Does not quote a malformed URL, because it may hold a password. */
    private Finding ofTheAgent(String url) {
        return UpstreamUri.of(url, "", null)
                .map(this::connect)
                .orElseGet(() -> Finding.failed(AGENT, "URL", "is not an http or https URL that an agent may have"));
    }

    private Finding connect(UpstreamUri target) {
        var subject = target.host() + ":" + target.port();
        try {
            client.get()
                    .connect(HttpMethod.GET, target)
                    .compose(request -> {
                        request.cancel();
                        return Future.succeededFuture();
                    })
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
            return Finding.ok(AGENT, subject, "its host is allowed, and it accepts a connection");
        } catch (CompletionException e) {
            return Finding.failed(
                    AGENT, subject, "cannot be reached: " + e.getCause().getMessage());
        }
    }
}
