package dev.agentkeys.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.DocumentationPage;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1DeploymentStrategy;
import io.kubernetes.client.openapi.models.V1EnvVar;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1Lifecycle;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudgetSpec;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1Probe;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceSpec;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscalerSpec;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** In production the service stays reachable while versions, nodes and pods change. */
class RolloutTest {

    private static final String NAME = "agent-api-keys";
    private static final Map<String, String> POD_LABELS =
            Map.of("app.kubernetes.io/name", NAME, "app.kubernetes.io/component", "service");
    /** PostgreSQL's default of 100 connections, minus the three that it reserves for superusers. */
    private static final int CONNECTIONS = 97;

    private static final Pattern START_TIMEOUT =
            Pattern.compile("\\| `AGENTKEYS_DATABASE_START_TIMEOUT` \\| `(\\d+)s` \\|");
    private static final int START_OF_THE_JVM = 30;
    /** The delay of a shutdown in production, in seconds, from application.properties. */
    private static final int DELAY = 5;

    private static final int LONGEST_WAIT = 65;

    private final Manifests production = Manifests.production();
    private final V1Deployment deployment = production.one(V1Deployment.class, NAME);
    private final V1Container container = production.service().getContainers().get(0);

    @Test
    void thereAreThreeReplicas() {
        assertEquals(3, deployment.getSpec().getReplicas());
        assertEquals(POD_LABELS, deployment.getSpec().getSelector().getMatchLabels());
    }

    @Test
    void noReplicaIsTakenAwayBeforeItsSuccessorIsReady() {
        assertEquals(
                Manifests.expected(V1DeploymentStrategy.class, """
                type: RollingUpdate
                rollingUpdate: {maxSurge: 1, maxUnavailable: 0}
                """),
                deployment.getSpec().getStrategy());
    }

    @Test
    void aDrainTakesOneReplicaAtATimeAndWaitsForNoneThatIsNotReady() {
        assertEquals(
                Manifests.expected(V1PodDisruptionBudgetSpec.class, """
                maxUnavailable: 1
                unhealthyPodEvictionPolicy: AlwaysAllow
                selector:
                  matchLabels: {app.kubernetes.io/name: agent-api-keys, app.kubernetes.io/component: service}
                """),
                production.one(V1PodDisruptionBudget.class, NAME).getSpec());
    }

    @Test
    void theAutoscalerBeginsWithTheReplicasOfTheDeployment() {
        assertEquals(deployment.getSpec().getReplicas(), autoscaler().getMinReplicas());
        assertEquals(NAME, autoscaler().getScaleTargetRef().getName());
    }

    @Test
    void theDatabaseHasConnectionsForTheMostReplicasAndOneMore() {
        int connections = Integer.parseInt(variables(production.service()).get("QUARKUS_DATASOURCE_REACTIVE_MAX_SIZE"));

        assertTrue((autoscaler().getMaxReplicas() + 1) * connections <= CONNECTIONS);
    }

    @Test
    void theStartupProbeWaitsAsLongAsTheServiceWaitsForItsDatabaseAndThenForTheSchema() {
        assertEquals(START_OF_THE_JVM + 2 * startTimeout(), seconds(container.getStartupProbe()));
    }

    @Test
    void eachProbeAsksTheManagementPort() {
        var probes = Map.of(
                "/q/health/started", container.getStartupProbe(),
                "/q/health/ready", container.getReadinessProbe(),
                "/q/health/live", container.getLivenessProbe());

        probes.forEach((path, probe) -> {
            assertEquals(path, probe.getHttpGet().getPath());
            assertEquals("management", probe.getHttpGet().getPort().getStrValue(), path);
        });
    }

    @Test
    void theServiceExposesNothingButTheApi() {
        assertEquals(
                Manifests.expected(V1ServiceSpec.class, """
                selector: {app.kubernetes.io/name: agent-api-keys, app.kubernetes.io/component: service}
                ports: [{name: http, port: 8080, targetPort: http, appProtocol: http}]
                """),
                production.one(V1Service.class, NAME).getSpec());
        assertEquals(1, production.all(V1Service.class).size());
        assertEquals(
                Map.of("http", 8080, "management", 9000),
                container.getPorts().stream()
                        .collect(Collectors.toMap(port -> port.getName(), port -> port.getContainerPort())));
    }

    @Test
    void requestsStopComingBeforeThePodMustStopAndItHasTimeToFinish() {
        assertEquals(
                Manifests.expected(V1Lifecycle.class, "preStop: {sleep: {seconds: 10}}"), container.getLifecycle());
        assertEquals(10 + DELAY + LONGEST_WAIT + 10, production.service().getTerminationGracePeriodSeconds());
    }

    @Test
    void aPgBouncerFinishesItsTransactionsBeforeItMustStop() {
        var pod = Manifests.of(Manifests.DIRECTORY.resolve("examples/pgbouncer"))
                .one(V1Deployment.class, "pgbouncer")
                .getSpec()
                .getTemplate()
                .getSpec();
        var pgBouncer = pod.getContainers().get(0);

        assertEquals(Manifests.expected(V1Lifecycle.class, """
                preStop: {exec: {command: [sh, -c, sleep 10; kill -INT 1; sleep 15]}}
                """), pgBouncer.getLifecycle());
        assertEquals(List.of("pgbouncer", "/etc/pgbouncer/pgbouncer.ini"), pgBouncer.getCommand());
        assertTrue(pod.getTerminationGracePeriodSeconds() > 10 + 15);
    }

    @Test
    void aJobMigratesOverADirectConnectionAndThePodsOnlyCheck() {
        var job = production.one(V1Job.class, "agent-api-keys-migration").getSpec();
        var migration = production.migration();

        assertEquals(
                Map.of(
                        "AGENTKEYS_DATABASE_MIGRATION",
                        "only",
                        "DATABASE_URL_FILE",
                        "/run/secrets/agent-api-keys/database-url"),
                variables(migration));
        assertEquals("check", variables(production.service()).get("AGENTKEYS_DATABASE_MIGRATION"));
        assertEquals(container.getImage(), migration.getContainers().get(0).getImage());
        assertEquals("Never", migration.getRestartPolicy());
        assertEquals(6, job.getBackoffLimit());
        assertEquals(900, job.getActiveDeadlineSeconds());
        assertEquals(86400, job.getTtlSecondsAfterFinished());
    }

    private V2HorizontalPodAutoscalerSpec autoscaler() {
        return production.one(V2HorizontalPodAutoscaler.class, NAME).getSpec();
    }

    private static int startTimeout() {
        return START_TIMEOUT
                .matcher(DocumentationPage.read("docs/configuration.md").text())
                .results()
                .mapToInt(match -> Integer.parseInt(match.group(1)))
                .sum();
    }

    private static int seconds(V1Probe probe) {
        return probe.getPeriodSeconds() * probe.getFailureThreshold();
    }

    private static Map<String, String> variables(V1PodSpec pod) {
        return pod.getContainers().get(0).getEnv().stream()
                .collect(Collectors.toMap(V1EnvVar::getName, V1EnvVar::getValue));
    }
}
