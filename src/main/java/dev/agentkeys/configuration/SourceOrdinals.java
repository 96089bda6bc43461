package dev.agentkeys.configuration;

/**
 * Lists the configuration sources of this service with their ordinals, and between which sources of Quarkus they stand.
 * The source with the highest ordinal decides. {@link RenamedProperties} is above all of them: it reads a property under
 * its old name too.
 */
public final class SourceOrdinals {

    // 400: system properties. 300: environment variables. 295: the file .env.

    /** {@link FileVariables}: {@code ..._FILE} variables. The variable itself decides, so this is below the environment. */
    public static final int FILE_VARIABLES = 290;

    /** {@code DatabaseUrlConfigSourceFactory}: below the environment, so that {@code QUARKUS_DATASOURCE_...} decides. */
    public static final int DATABASE_URL = 280;

    /** {@code OpenTelemetryVariables}: below the environment, so that {@code QUARKUS_OTEL_...} decides. */
    public static final int OPEN_TELEMETRY = 270;

    /** {@code OidcTenantConfigSourceFactory}: below the environment, so that {@code QUARKUS_OIDC_TENANT_ENABLED} decides. */
    public static final int OIDC_TENANT = 260;

    // 250: application.properties, which holds the defaults of this service. All sources above override it.

    private SourceOrdinals() {}
}
