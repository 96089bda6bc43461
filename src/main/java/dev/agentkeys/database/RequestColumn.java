package dev.agentkeys.database;

import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A parameter of each request, in a statement for several requests. The statement reads the requests as a table with
 * one row for each request; this is a column of the table. Its values come as one array.
 *
 * @param name the name of the column in the statement
 * @param type the type of a value in PostgreSQL
 * @param array makes an array of that length for its values in Java
 */
public record RequestColumn(String name, String type, IntFunction<Object[]> array) {

    /** A column of texts. */
    public static RequestColumn text(String name) {
        return new RequestColumn(name, "text", String[]::new);
    }

    /** A column of ids. */
    public static RequestColumn uuid(String name) {
        return new RequestColumn(name, "uuid", UUID[]::new);
    }

    /** A column of whole numbers. */
    public static RequestColumn integer(String name) {
        return new RequestColumn(name, "integer", Integer[]::new);
    }

    /** A column of numbers. */
    public static RequestColumn number(String name) {
        return new RequestColumn(name, "double precision", Double[]::new);
    }

    /** A column of truth values. */
    public static RequestColumn bool(String name) {
        return new RequestColumn(name, "boolean", Boolean[]::new);
    }

    /** A column of points in time. */
    public static RequestColumn time(String name) {
        return new RequestColumn(name, "timestamptz", OffsetDateTime[]::new);
    }

    /** A column of bytes. */
    public static RequestColumn bytes(String name) {
        return new RequestColumn(name, "bytea", Buffer[]::new);
    }

    /**
     * The item of a {@code from} clause that makes the table, from the parameters {@code $1} and following. The table
     * has one more column, {@code number}, which counts the requests from 1.
     */
    public static String table(List<RequestColumn> columns) {
        var arrays = IntStream.range(0, columns.size())
                .mapToObj(i -> "$" + (i + 1) + "::" + columns.get(i).type + "[]")
                .collect(Collectors.joining(", "));
        return "unnest(" + arrays + ") with ordinality as asked (" + names(columns) + ", number)";
    }

    /** The names, separated by commas. */
    public static String names(List<RequestColumn> columns) {
        return columns.stream().map(RequestColumn::name).collect(Collectors.joining(", "));
    }

    /** The parameters of the statement, from the values of each request in the order of the columns. */
    public static Tuple parameters(List<RequestColumn> columns, List<Tuple> requests) {
        var parameters = Tuple.tuple();
        for (int column = 0; column < columns.size(); column++) {
            var values = columns.get(column).array.apply(requests.size());
            for (int request = 0; request < values.length; request++) {
                values[request] = requests.get(request).getValue(column);
            }
            parameters.addValue(values);
        }
        return parameters;
    }
}
