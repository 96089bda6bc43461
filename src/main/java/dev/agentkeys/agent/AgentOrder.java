package dev.agentkeys.agent;

import java.util.Locale;

/**
 * The order of a list of agents: by a field that has an index, and by id where the field is equal.
 *
 * @param ascending whether the smallest value comes first
 */
record AgentOrder(Field field, boolean ascending) {

    /** The names of the fields, for the constraint on the parameter. */
    static final String ID = "id";

    static final String NAME = "name";
    static final String CREATED_AT = "created_at";
    static final String UPDATED_AT = "updated_at";
    static final String REGISTERED_AT = "registered_at";

    /** The fields agents can be ordered by. */
    enum Field {
        ID,
        NAME,
        CREATED_AT,
        UPDATED_AT,
        REGISTERED_AT;

        static Field ofName(String name) {
            return valueOf(name.toUpperCase(Locale.ROOT));
        }
    }

    /**
     * The end of the statement that lists in this order. It consists of constants only, so a caller cannot inject SQL.
     */
    String clause() {
        var direction = ascending ? " asc" : " desc";
        var column = field.name().toLowerCase(Locale.ROOT);
        return "order by " + column + direction + (field == Field.ID ? "" : ", id" + direction);
    }
}
