package dev.agentkeys.testsupport;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.junit.callback.QuarkusTestBeforeClassCallback;
import io.restassured.RestAssured;
import org.apache.http.conn.scheme.SchemeRegistry;
import org.apache.http.impl.client.AbstractHttpClient;
import org.apache.http.impl.client.DefaultHttpClient;
import org.apache.http.impl.conn.BasicClientConnectionManager;
import org.apache.http.impl.conn.SchemeRegistryFactory;
import org.apache.http.params.HttpParams;

/**
 * Gives REST Assured one JSON mapper, and one set of parameters and of TLS settings, for all requests. By default it
 * makes them for each request, which takes longer than the request.
 */
@SuppressWarnings("deprecation") // REST Assured has no newer client.
public final class RestAssuredSettings implements QuarkusTestBeforeClassCallback {

    private static final ObjectMapper MAPPER = new ObjectMapper().findAndRegisterModules();

    private static final HttpParams PARAMETERS = new DefaultHttpClient().getParams();
    private static final SchemeRegistry SCHEMES = SchemeRegistryFactory.createDefault();

    @Override
    public void beforeClass(Class<?> testClass) {
        apply();
    }

    static void apply() {
        var config = RestAssured.config();
        RestAssured.config = config.objectMapperConfig(
                        config.getObjectMapperConfig().jackson2ObjectMapperFactory((type, charset) -> MAPPER))
                .httpClient(config.getHttpClientConfig().httpClientFactory(RestAssuredSettings::client));
    }

    private static AbstractHttpClient client() {
        return new DefaultHttpClient(new BasicClientConnectionManager(SCHEMES), PARAMETERS.copy());
    }
}
