package dev.agentkeys.validation;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/**
 * Creates every JSON factory of the service. By default a Jackson factory keeps each field name that callers send, in a
 * table that all callers share. A few hundred names with one hash code make that table refuse the next request, which
 * may be another caller's. So no factory of this service keeps or interns a name.
 */
public final class JsonParsing {

    private JsonParsing() {}

    /** A builder for factories that parse what callers send. */
    public static JsonFactoryBuilder factory() {
        return new JsonFactoryBuilder()
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES);
    }

    /** Replaces the mapper of Quarkus, with which Vert.x and OIDC parse too. Quarkus' customizers apply to it. */
    @Singleton
    static class Mapper {

        @Produces
        @Singleton
        ObjectMapper objectMapper(Instance<ObjectMapperCustomizer> customizers) {
            var mapper = new ObjectMapper(factory().build());
            customizers.stream().sorted().forEach(customizer -> customizer.customize(mapper));
            return mapper;
        }
    }
}
