package dev.agentkeys.access.provider;

import dev.agentkeys.testsupport.AuthProviderResource;
import java.util.HashMap;
import java.util.Map;

/**
 * {@link AuthProviderResource} with open registration, a low limit of failed attempts, and permissions that are
 * remembered for a moment. One resource has all three, because each resource costs a start of the service.
 */
public final class BriefCacheAndOpenRegistration extends AuthProviderResource {

    /** How many failed attempts may come from one address. */
    static final int PER_ADDRESS = 30;

    /** How many failed attempts may come with one credential. */
    static final int PER_CREDENTIAL = 3;

    @Override
    public Map<String, String> start() {
        var configuration = new HashMap<>(super.start());
        configuration.put("agentkeys.access.open-registration", "true");
        configuration.put("agentkeys.access.failures.per-address", Integer.toString(PER_ADDRESS));
        configuration.put("agentkeys.access.failures.per-credential", Integer.toString(PER_CREDENTIAL));
        configuration.put("agentkeys.access.gateway.cache-time", "200ms");
        return configuration;
    }
}
