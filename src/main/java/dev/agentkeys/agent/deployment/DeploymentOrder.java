package dev.agentkeys.agent.deployment;

import java.util.Locale;

/**
 * The order of a list of deployments: by a field, and by id where the field is equal.
 *
 * @param ascending whether the smallest value comes first
 */
record DeploymentOrder(Field field, boolean ascending) {

    /** The names of the fields, for the constraint on the parameter. */
    static final String CREATED_AT = "created_at";

    static final String PROMOTED_AT = "promoted_at";
    static final String ID = "id";

    /** The fields deployments can be ordered by. An agent has few deployments, so one index is enough. */
    enum Field {
        CREATED_AT,
        PROMOTED_AT,
        ID;

        static Field ofName(String name) {
            return valueOf(name.toUpperCase(Locale.ROOT));
        }
    }

    /**
     * The end of the statement that lists in this order. It consists of constants only, so a caller cannot inject SQL.
     */
    String clause() {
        var direction = ascending ? " asc" : " desc";
        var column = "d." + field.name().toLowerCase(Locale.ROOT);
        return switch (field) {
            case ID -> "order by " + column + direction;
            case CREATED_AT -> "order by " + column + direction + ", d.id" + direction;
            case PROMOTED_AT -> "order by " + column + direction + " nulls last, d.id" + direction;
        };
    }
}
