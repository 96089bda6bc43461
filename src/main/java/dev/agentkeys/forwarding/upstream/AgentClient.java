package dev.agentkeys.forwarding.upstream;

import dev.agentkeys.forwarding.ForwardingConfig;
import io.quarkus.runtime.Startup;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.tracing.TracingPolicy;
import jakarta.inject.Singleton;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * Connects to agents. The client follows no redirect, and passes bodies on as they are.
 *
 * <p>Quarkus instantiates this class at start, outside of any request. Vert.x would close a client that a request
 * creates together with the HTTP server of that request. A shutdown would then look to some running requests as if the
 * agent had closed the connection.
 */
@Startup
@Singleton
public class AgentClient {

    /**
     * The bulkhead limits the requests to each agent. All agents of one origin together need fewer connections than
     * this.
     */
    private static final int CONNECTIONS_PER_ORIGIN = 4096;

    private static final int MAX_WAITING_PER_ORIGIN = 1024;
    private static final int MAX_HEADER_BYTES = 64 * 1024;

    private static final int MAX_ATTEMPTS = 4;

    private final HttpClient client;
    private final AgentAddresses addresses;
    private final long connectMillis;

    AgentClient(Vertx vertx, AgentAddresses addresses, ForwardingConfig config) {
        this.addresses = addresses;
        this.connectMillis = config.connectTimeout().toMillis();
        this.client = vertx.httpClientBuilder()
                .with(new HttpClientOptions()
                        .setProtocolVersion(HttpVersion.HTTP_1_1)
                        .setConnectTimeout((int) connectMillis)
                        .setKeepAliveTimeout(
                                (int) Math.max(1, config.keepAlive().toSeconds()))
                        .setMaxHeaderSize(MAX_HEADER_BYTES)
                        .setTracingPolicy(TracingPolicy.PROPAGATE))
                .with(new PoolOptions()
                        .setHttp1MaxSize(CONNECTIONS_PER_ORIGIN)
                        .setMaxWaitQueueSize(MAX_WAITING_PER_ORIGIN))
                .withConnectHandler(TrailingBytesGuard::watch)
                .build();
    }

    /** Connects, and sends nothing of the request yet. */
    public Future<AgentRequest> connect(HttpMethod method, UpstreamUri target) {
        return addresses
                .of(target.hostToResolve())
                .compose(allowed -> connect(method, target, allowed))
                .map(AgentRequest::new);
    }

    /**
     * Tries the addresses in turn, because an agent may listen at only some of them, for example not at {@code ::1}.
     */
    private Future<HttpClientRequest> connect(HttpMethod method, UpstreamUri target, List<InetAddress> allowed) {
        var attempt = request(options(method, target, allowed.get(0)), MAX_ATTEMPTS);
        return allowed.size() == 1
                ? attempt
                : attempt.recover(failure -> failure instanceof ConnectException
                        ? connect(method, target, allowed.subList(1, allowed.size()))
                        : Future.failedFuture(failure));
    }

    /** Tries again if the agent has just closed a pooled connection; nothing of the request was sent yet. */
    private Future<HttpClientRequest> request(RequestOptions options, int attempts) {
        var attempt = client.request(options);
        return attempts == 1
                ? attempt
                : attempt.recover(failure -> failure instanceof HttpClosedException
                        ? request(options, attempts - 1)
                        : Future.failedFuture(failure));
    }

    /**
     * The client connects to the address. It needs the host for the {@code Host} header and to check the certificate.
     */
    private RequestOptions options(HttpMethod method, UpstreamUri target, InetAddress address) {
        return new RequestOptions()
                .setMethod(method)
                .setServer(SocketAddress.inetSocketAddress(new InetSocketAddress(address, target.port())))
                .setHost(target.host())
                .setPort(target.port())
                .setSsl(target.secure())
                .setURI(target.uri())
                .setConnectTimeout(connectMillis)
                .setFollowRedirects(false);
    }
}
