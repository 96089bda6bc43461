package dev.agentkeys.access.oidc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.agentkeys.access.Role;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoleMappingTest {

    private static final String PORTAL = "system:serviceaccount:platform:portal";

    @Test
    void takesValuesForRolesWithoutAMapping() {
        assertEquals(
                Set.of(Role.KEYS_READ),
                RoleMapping.NONE.rolesOf(List.of("keys:read", "Keys:Write", "offline_access", Role.OPEN_REGISTRATION)));
    }

    @Test
    void givesOnlyMappedRolesWithAMapping() {
        var mapping = RoleMapping.parse(PORTAL + "=keys:read+keys:write");

        assertEquals(Set.of(Role.KEYS_READ, Role.KEYS_WRITE), mapping.rolesOf(List.of(PORTAL)));
        assertEquals(Set.of(), mapping.rolesOf(List.of("agents:read", PORTAL + "2", "")));
    }

    @Test
    void addsUpTheRolesOfOneValueAndOfSeveralValues() {
        var mapping = RoleMapping.parse("/ops=keys:read\n/ops=agents:read, dn=x = keys:verify\r\n");

        assertEquals(
                Set.of(Role.KEYS_READ, Role.AGENTS_READ, Role.KEYS_VERIFY), mapping.rolesOf(List.of("/ops", "dn=x")));
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", ",", "ops", "=keys:read", "ops=", "ops=everything", "ops=open-registration"})
    void refusesAMappingThatMapsNothing(String text) {
        assertThrows(ConfigurationException.class, () -> RoleMapping.parse(text));
    }
}
