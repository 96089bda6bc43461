package dev.agentkeys.agent.deployment;

import java.util.Locale;

/**
 * What a list of deployments is ordered by; ties are in the order of the ids.
 *
 * @param field the field
 * @param ascending whether the least comes first
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

    /** The end of the statement that lists in this order; made of constants only. */
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
