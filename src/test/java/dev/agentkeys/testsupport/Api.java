package dev.agentkeys.testsupport;

import static io.restassured.RestAssured.given;

import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** Calls the running service as its clients do. */
public final class Api {

    /** An agent that a test registered. */
    public record RegisteredAgent(String id, String name, String internalKey) {}

    private Api() {}

    /** A client of the service under test. It does not interpret the answers. */
    public static ServiceClient client() {
        return new ServiceClient(URI.create("http://127.0.0.1:" + RestAssured.port));
    }

    /** A request with a JSON body. */
    public static RequestSpecification json(Object body) {
        return given().contentType(ContentType.JSON).body(body);
    }

    /** Registers an agent under a name that no other test uses. */
    public static RegisteredAgent registerAgent() {
        return registerAgent("agent-" + UUID.randomUUID());
    }

    /** Registers an agent with that name. */
    public static RegisteredAgent registerAgent(String name) {
        return client().register(registration(name));
    }

    /** The required fields of a registration. A test may add others. */
    public static Map<String, Object> registration(String name) {
        var body = new LinkedHashMap<String, Object>();
        body.put("name", name);
        body.put("description", "An agent of the tests");
        body.put("acp_url", "http://127.0.0.1:8000");
        body.put("acp_type", "async");
        return body;
    }

    /** Creates a key. {@code body} has the form of the contract's {@code CreateAPIKeyRequest}. */
    public static Response createKey(Map<String, ?> body) {
        return json(body).post("/agent_api_keys");
    }
}
