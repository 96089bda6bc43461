package dev.agentkeys.keyring;

import static dev.agentkeys.doctor.Finding.Area.DATABASE;
import static dev.agentkeys.doctor.Finding.Area.KEY_RING;

import dev.agentkeys.doctor.Diagnosis;
import dev.agentkeys.doctor.DoctorCheck;
import dev.agentkeys.doctor.Finding;
import dev.agentkeys.keymaterial.CheckValue;
import dev.agentkeys.keymaterial.KeyMaterial;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Instance;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Checks whether the key ring can be read, and whether it fits the database. */
@Dependent
class KeyRingDoctorCheck implements DoctorCheck {

    private final Instance<KeyMaterial> keyMaterial;
    private final Instance<KeyRingCheck> check;

    KeyRingDoctorCheck(Instance<KeyMaterial> keyMaterial, Instance<KeyRingCheck> check) {
        this.keyMaterial = keyMaterial;
        this.check = check;
    }

    @Override
    public Finding.Area area() {
        return KEY_RING;
    }

    @Override
    public List<Finding> findings(Diagnosis soFar) {
        var ids =
                keyMaterial.get().checkValues().stream().map(CheckValue::keyId).collect(Collectors.joining(", "));
        var findings = new ArrayList<Finding>();
        findings.add(Finding.ok(KEY_RING, "secrets", "can be read, the current one first: " + ids));
        if (soFar.isOk(DATABASE, "schema")) {
            check.get().compare();
            findings.add(Finding.ok(KEY_RING, "database", "the ring fits the keys in the database"));
        } else {
            findings.add(Finding.warning(KEY_RING, "database", "not compared: the schema is not up to date"));
        }
        return findings;
    }
}
