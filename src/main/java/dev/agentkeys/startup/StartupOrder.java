package dev.agentkeys.startup;

/**
 * Lists every step of a start, in order: Quarkus calls the observers of its {@code StartupEvent} by ascending priority.
 * The first step that fails ends the start, before the port opens. Most steps that only check the configuration come
 * first, so a wrong setting fails at once. Later steps wait for the database.
 *
 * <p>One check is earlier: Quarkus asks an OIDC issuer for its keys before its {@code StartupEvent}, so {@code OidcCheck}
 * observes an event of the OIDC extension.
 */
public final class StartupOrder {

    /** {@code Doctor}: a process that only checks ends here. It reports what a step below would refuse. */
    public static final int DOCTOR = 50;

    /** {@code DatabaseRequired}: production needs a database. Every other step would fail with a worse message. */
    public static final int DATABASE_REQUIRED = 100;

    /** {@code SchemaMigration}: a process that only migrates ends here. It needs a database, no key ring and no callers. */
    public static final int MIGRATE_ONLY = 200;

    /** {@code RenamedProperties}: warns of old names, before a check below refuses a value that is set under one. */
    public static final int RENAMED_PROPERTIES = 300;

    /** {@code KeyMaterialProducer}: production needs a key ring that can be read. */
    public static final int KEY_RING = 400;

    /** {@code AccessCheck}: production needs an access mode, and each mode needs its settings. */
    public static final int ACCESS = 500;

    /** {@code ExpiryRules}: refuses lifetimes of keys that cannot be used. */
    public static final int KEY_LIFETIMES = 550;

    /** {@code KeyMaintenance}: refuses a retention of ended keys that cannot be used. */
    public static final int RETENTION = 560;

    /** {@code JsonStartCheck}: reads a request and writes an answer, which a native executable could fail to. */
    public static final int JSON = 600;

    // 2500: Quarkus instantiates the beans that are marked @Startup, among them all metrics.

    /** {@code SchemaMigration}: waits for the database, and migrates it or checks its schema. */
    public static final int SCHEMA = 5_000;

    /** {@code KeyRingCheck}: compares the key ring with the tables that the migration has made. */
    public static final int KEY_RING_AND_DATABASE = 6_000;

    /** {@code AgentexImport}: a process that only imports ends here. It needs the schema and the right key ring. */
    public static final int IMPORT = 7_000;

    /**
     * {@code KeyRingRotation}: begins to renew seals. The steps above have shown that the key ring is the right one.
     */
    public static final int KEY_RING_ROTATION = 10_000;

    /** {@code KeyMaintenance}: begins to purge keys that ended long ago, and to warn of those that expire soon. */
    public static final int KEY_MAINTENANCE = 11_000;

    /** {@code AuditRetention}: begins to delete old audit events. */
    public static final int AUDIT_RETENTION = 12_000;

    /** {@code LastUses}: begins to write when keys were last used. */
    public static final int LAST_USES = 13_000;

    /** {@code AnswerPurge}: begins to delete old answers. */
    public static final int ANSWER_PURGE = 14_000;

    private StartupOrder() {}
}
