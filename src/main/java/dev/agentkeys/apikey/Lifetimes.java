package dev.agentkeys.apikey;

import dev.agentkeys.keymaterial.KeyType;
import dev.agentkeys.keystore.Expiry;
import dev.agentkeys.keystore.ExpiryException;
import dev.agentkeys.keystore.KeyLifetimes;
import dev.agentkeys.startup.StartupOrder;
import dev.agentkeys.validation.InvalidRequestException;
import dev.agentkeys.validation.ViolationKind;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.OffsetDateTime;

/** Decides when a key expires, and says what is wrong with a time that a request asks for. */
@Singleton
public class Lifetimes {

    private static final String EXPIRES_AT = "expires_at";
    private static final String EXPIRES_IN = "expires_in";

    private final KeyLifetimes configured;

    Lifetimes(KeyLifetimes configured) {
        this.configured = configured;
    }

    /** By now the configured lifetimes are read and checked. */
    void onStart(@Observes @Priority(StartupOrder.KEY_LIFETIMES) StartupEvent event) {}

    /**
     * When a new key expires.
     *
     * @param at the time that the request gives, or null
     * @param in the number of seconds that the request gives, or null
     * @throws InvalidRequestException if a key of that type may not live so long
     */
    Expiry ofNewKey(KeyType type, OffsetDateTime at, Long in) {
        if (in != null) {
            return after(type, in);
        }
        return at == null ? configured.usual(type) : configured.at(type, at);
    }

    /** When a key expires that is to live so many seconds from now. */
    public Expiry after(KeyType type, long seconds) {
        try {
            return configured.after(type, seconds);
        } catch (ExpiryException e) {
            throw invalid(EXPIRES_IN, type, e);
        }
    }

    /** When a key expires that is to expire at that time. */
    public Expiry at(KeyType type, OffsetDateTime time) {
        return configured.at(type, time);
    }

    /** When a key expires that is not to expire any more. */
    public Expiry never(KeyType type) {
        try {
            return configured.never(type);
        } catch (ExpiryException e) {
            throw invalid(EXPIRES_AT, type, e);
        }
    }

    /** What is wrong with the time in a request, as the database found it. */
    public InvalidRequestException invalidTime(KeyType type, Throwable fault) {
        return invalid(EXPIRES_AT, type, (ExpiryException) fault);
    }

    private InvalidRequestException invalid(String field, KeyType type, ExpiryException refused) {
        return InvalidRequestException.ofField(
                field,
                switch (refused.fault()) {
                    case PAST -> ViolationKind.NOT_IN_THE_FUTURE;
                    case BEYOND_LIMIT ->
                        ViolationKind.value("must not be later than "
                                + configured.limit(type).orElseThrow() + " from now, the longest lifetime of keys of"
                                + " the type '" + type.wireName() + "'");
                });
    }
}
