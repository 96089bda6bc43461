package dev.agentkeys.database;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Parses ids of requests. */
public final class Ids {

    /** The only form that the service accepts. {@link UUID#fromString} would also accept {@code 1-1-1-1-1}. */
    private static final Pattern FORM = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    private Ids() {}

    /** The id, if the text is one. */
    public static Optional<UUID> parse(String text) {
        return FORM.matcher(text).matches() ? Optional.of(UUID.fromString(text)) : Optional.empty();
    }

    /** Makes the ids of new rows: UUIDs of version 7 (RFC 9562), so that inserts stay at the right edge of the index. */
    @ApplicationScoped
    static class Generator {

        @Produces
        @Singleton
        NoArgGenerator ids() {
            return Generators.timeBasedEpochGenerator(new SecureRandom());
        }
    }
}
