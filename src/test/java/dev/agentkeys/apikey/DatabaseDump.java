package dev.agentkeys.apikey;

import dev.agentkeys.testsupport.OwnDatabase;
import java.util.ArrayList;
import java.util.List;

/** Every value of every column of every table, with bytes as text: all that a person reads who steals the database. */
final class DatabaseDump {

    private static final String READ_COLUMN = """
            select format('select %s from %I.%I where %I is not null',
                          case data_type when 'bytea' then format('encode(%I, ''escape'')', column_name)
                                         else format('%I::text', column_name) end,
                          table_schema, table_name, column_name)
            from information_schema.columns
            where table_schema = 'public'""";

    private DatabaseDump() {}

    static List<String> of(OwnDatabase database) {
        var values = new ArrayList<String>();
        database.query(READ_COLUMN).forEach(select -> values.addAll(database.query(select)));
        return values;
    }
}
