package dev.agentkeys.agentex;

import dev.agentkeys.agentex.ImportReport.Outcome;
import dev.agentkeys.audit.AuditAction;
import dev.agentkeys.audit.ImportedEvents;
import dev.agentkeys.keymaterial.GeneratedKey;
import dev.agentkeys.keymaterial.KeyMaterial;
import dev.agentkeys.keymaterial.KeyType;
import dev.agentkeys.keystore.NewKey;
import dev.agentkeys.keystore.agentex.KeyImportRepository;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * Writes the keys of an Agentex. It fingerprints keys that callers present, and seals keys that the service reads
 * again.
 */
final class KeyImport {

    private static final int MAX_KEY = 4096;
    private static final int MAX_NAME = 256;

    private final Connection target;
    private final KeyMaterial keyMaterial;
    private final boolean update;
    private final ImportReport report;
    private final ImportedEvents events;

    KeyImport(Connection target, KeyMaterial keyMaterial, boolean update, ImportReport report, ImportedEvents events) {
        this.target = target;
        this.keyMaterial = keyMaterial;
        this.update = update;
        this.report = report;
        this.events = events;
    }

    void write(List<AgentexKey> keys) throws SQLException {
        try (var repository = new KeyImportRepository(target)) {
            for (var key : keys) {
                write(key, repository);
            }
        }
    }

    private void write(AgentexKey key, KeyImportRepository repository) throws SQLException {
        var row = "key " + ImportedText.id(key.id()) + " of agent " + ImportedText.id(key.agentId());
        var fault = faultOf(key);
        if (fault.isPresent()) {
            report.skip(row, fault.get());
            return;
        }
        var agentId = ImportedText.uuid(key.agentId()).orElseThrow();
        var stored = stored(key, agentId);
        if (!stored.name().equals(key.name())) {
            report.note(row, "is imported with spaces instead of the control characters in its name");
        }
        if (repository.add(agentId, stored, key.createdAt())) {
            events.ofKey(AuditAction.KEY_CREATED, agentId, stored.id());
            report.count(Outcome.ADDED);
        } else {
            settle(row, key, agentId, stored, repository);
        }
    }

    private NewKey stored(AgentexKey key, UUID agentId) {
        return NewKey.of(
                keyMaterial,
                ImportedText.uuid(key.id()).orElseThrow(),
                Optional.of(agentId),
                KeyType.ofWireName(key.type().toLowerCase(Locale.ROOT)),
                ImportedText.withoutControl(key.name()),
                key.value());
    }

    private static Optional<String> faultOf(AgentexKey key) {
        if (ImportedText.uuid(key.id()).isEmpty()) {
            return Optional.of("its id is not a UUID");
        }
        if (ImportedText.uuid(key.agentId()).isEmpty()) {
            return Optional.of("the id of its agent is not a UUID");
        }
        if (ImportedText.oneOf(key.type(), null, "internal", "external", "github", "slack") == null) {
            return Optional.of("its type is unknown");
        }
        if (key.name() == null || key.name().isEmpty() || key.name().length() > MAX_NAME) {
            return Optional.of("its name is not 1 to 256 characters long");
        }
        var value = key.value().reveal();
        if (value.isEmpty() || value.length() > MAX_KEY) {
            return Optional.of("its value is not 1 to 4096 characters long");
        }
        if (ImportedText.hasControl(value)) {
            return Optional.of("its value has control characters, which no header can hold");
        }
        if (GeneratedKey.typeOf(value)
                .filter(own -> !own.wireName().equalsIgnoreCase(key.type()))
                .isPresent()) {
            return Optional.of("its value is a key that this service generated for another type");
        }
        return key.newer() > 0 ? Optional.of("its agent has a newer key of that type and name") : Optional.empty();
    }

    private void settle(String row, AgentexKey key, UUID agentId, NewKey stored, KeyImportRepository repository)
            throws SQLException {
        switch (repository.obstacle(agentId, stored.id())) {
            case NO_AGENT -> report.skip(row, "its agent is not here");
            case DELETED_AGENT -> report.skip(row, "its agent is deleted");
            case SAME_NAME -> report.skip(row, "its agent has another key of that type and name here");
            case ID_OF_ANOTHER_AGENTS_KEY -> report.skip(row, "a key of another agent has its id here");
            case REVOKED -> report.skip(row, "it was revoked here");
            case SAME_KEY_ROTATED -> {
                if (update) {
                    report.skip(row, "it was rotated here, so its value in Agentex is no longer valid");
                } else {
                    report.count(Outcome.UNCHANGED);
                }
            }
            case SAME_KEY -> {
                if (!update) {
                    report.count(Outcome.UNCHANGED);
                } else if (repository.replace(agentId, stored, key.createdAt())) {
                    events.ofKey(AuditAction.KEY_CHANGED, agentId, stored.id());
                    report.count(Outcome.UPDATED);
                } else {
                    report.skip(row, "it has another type here, or another key has its name");
                }
            }
        }
    }
}
