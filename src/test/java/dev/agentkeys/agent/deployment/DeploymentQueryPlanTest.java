package dev.agentkeys.agent.deployment;

import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.agentkeys.testsupport.QueryPlans;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** An index serves every statement about deployments. */
class DeploymentQueryPlanTest {

    @Test
    void noStatementReadsAWholeTable() throws SQLException {
        var statements = Stream.of(
                DeploymentRepository.BY_ID,
                DeploymentRepository.CREATE,
                DeploymentRepository.LOCK_AGENT,
                DeploymentRepository.MARK,
                DeploymentRepository.PROMOTE,
                DeploymentRepository.COMPLETE);
        var lists = Arrays.stream(DeploymentOrder.Field.values())
                .map(field -> DeploymentRepository.list(new DeploymentOrder(field, false)));

        for (var plan : QueryPlans.explain(Stream.concat(statements, lists).toArray(String[]::new))) {
            assertFalse(plan.contains("Seq Scan"), plan);
        }
    }
}
