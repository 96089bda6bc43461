package dev.agentkeys.database;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Parses ids of requests. */
public final class Ids {

    /** The one form that is accepted: {@link UUID#fromString} takes {@code 1-1-1-1-1} for an id. */
    private static final Pattern FORM = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    private Ids() {}

    /** The id, if the text is one. */
    public static Optional<UUID> parse(String text) {
        return FORM.matcher(text).matches() ? Optional.of(UUID.fromString(text)) : Optional.empty();
    }
}
