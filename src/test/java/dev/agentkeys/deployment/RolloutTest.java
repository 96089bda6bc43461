package dev.agentkeys.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kubernetes.client.custom.IntOrString;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1EnvVar;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1Probe;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1TopologySpreadConstraint;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** In production the service stays reachable while versions, nodes and pods come and go. */
class RolloutTest {

    private static final String NAME = "agent-api-keys";
    /** PostgreSQL's default of 100 connections, less the three it keeps for superusers. */
    private static final int CONNECTIONS = 97;

    private final Manifests production = Manifests.production();
    private final V1Deployment deployment = production.one(V1Deployment.class, NAME);
    private final V1Container container = production.service().getContainers().get(0);

    @Test
    void thereAreThreeReplicas() {
        assertEquals(3, deployment.getSpec().getReplicas());
    }

    @Test
    void noReplicaIsTakenAwayBeforeItsSuccessorIsReady() {
        var rollout = deployment.getSpec().getStrategy().getRollingUpdate();

        assertEquals("RollingUpdate", deployment.getSpec().getStrategy().getType());
        assertEquals(new IntOrString(0), rollout.getMaxUnavailable());
        assertEquals(new IntOrString(1), rollout.getMaxSurge());
    }

    @Test
    void aDrainTakesOneReplicaAtATime() {
        var budget = production.one(V1PodDisruptionBudget.class, NAME).getSpec();

        assertEquals(new IntOrString(1), budget.getMaxUnavailable());
        assertEquals(podLabels(), budget.getSelector().getMatchLabels());
    }

    @Test
    void theReplicasAreSpreadOverNodesAndZones() {
        var spread = production.service().getTopologySpreadConstraints();

        assertEquals(
                List.of("kubernetes.io/hostname", "topology.kubernetes.io/zone"),
                spread.stream().map(V1TopologySpreadConstraint::getTopologyKey).toList());
        for (var constraint : spread) {
            assertEquals(1, constraint.getMaxSkew());
            assertEquals(podLabels(), constraint.getLabelSelector().getMatchLabels());
        }
    }

    @Test
    void theAutoscalerKeepsThreeAndNoMoreThanTheDatabaseHasConnectionsFor() {
        var autoscaler = production.one(V2HorizontalPodAutoscaler.class, NAME).getSpec();
        int connections = Integer.parseInt(variables(production.service()).get("QUARKUS_DATASOURCE_REACTIVE_MAX_SIZE"));

        assertEquals("Deployment", autoscaler.getScaleTargetRef().getKind());
        assertEquals(NAME, autoscaler.getScaleTargetRef().getName());
        assertEquals(deployment.getSpec().getReplicas(), autoscaler.getMinReplicas());
        assertEquals("cpu", autoscaler.getMetrics().get(0).getResource().getName());
        assertTrue((autoscaler.getMaxReplicas() + 1) * connections <= CONNECTIONS);
    }

    @Test
    void probesAskTheManagementPort() {
        assertProbe("/q/health/started", container.getStartupProbe());
        assertProbe("/q/health/ready", container.getReadinessProbe());
        assertProbe("/q/health/live", container.getLivenessProbe());
        assertEquals(Map.of("http", 8080, "management", 9000), ports());
    }

    @Test
    void theStartupProbeWaitsLongerThanTheServiceWaitsForItsDatabase() {
        var probe = container.getStartupProbe();

        assertTrue(probe.getPeriodSeconds() * probe.getFailureThreshold() > 60);
    }

    @Test
    void theServiceExposesNothingButTheApi() {
        var service = production.one(V1Service.class, NAME).getSpec();

        assertEquals(podLabels(), service.getSelector());
        assertEquals(1, service.getPorts().size());
        assertEquals(8080, service.getPorts().get(0).getPort());
        assertEquals(new IntOrString("http"), service.getPorts().get(0).getTargetPort());
        assertEquals(1, production.all(V1Service.class).size());
    }

    @Test
    void requestsStopComingBeforeThePodIsToldToStopAndItHasTimeToFinish() {
        long sleep = container.getLifecycle().getPreStop().getSleep().getSeconds();

        assertTrue(sleep >= 5);
        assertTrue(production.service().getTerminationGracePeriodSeconds() - sleep >= 30);
    }

    @Test
    void aJobMigratesOverADirectConnectionAndThePodsOnlyCheck() {
        var job = production.one(V1Job.class, "agent-api-keys-migration").getSpec();
        var migration = production.migration();
        var item = migration.getVolumes().get(0).getSecret().getItems().get(0);

        assertEquals("only", variables(migration).get("AGENTKEYS_DATABASE_MIGRATION"));
        assertEquals("database-url-direct", item.getKey());
        assertEquals(
                "/run/secrets/agent-api-keys/" + item.getPath(),
                variables(migration).get("DATABASE_URL_FILE"));
        assertEquals("check", variables(production.service()).get("AGENTKEYS_DATABASE_MIGRATION"));
        assertEquals(container.getImage(), migration.getContainers().get(0).getImage());
        assertEquals("Never", migration.getRestartPolicy());
        assertNotNull(job.getActiveDeadlineSeconds());
    }

    private Map<String, String> podLabels() {
        return deployment.getSpec().getSelector().getMatchLabels();
    }

    private Map<String, Integer> ports() {
        return container.getPorts().stream()
                .collect(Collectors.toMap(port -> port.getName(), port -> port.getContainerPort()));
    }

    private static void assertProbe(String path, V1Probe probe) {
        assertEquals(path, probe.getHttpGet().getPath());
        assertEquals(new IntOrString("management"), probe.getHttpGet().getPort());
    }

    private static Map<String, String> variables(V1PodSpec pod) {
        return pod.getContainers().get(0).getEnv().stream()
                .collect(Collectors.toMap(V1EnvVar::getName, V1EnvVar::getValue));
    }
}
