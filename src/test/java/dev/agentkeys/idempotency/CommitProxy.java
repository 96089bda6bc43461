package dev.agentkeys.idempotency;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A proxy on loopback between a process and PostgreSQL. It can hold back the server's answers to commits. */
final class CommitProxy implements AutoCloseable {

    private static final int TIMEOUT_SECONDS = 20;

    private final Vertx vertx = Vertx.vertx();
    private final NetClient client = vertx.createNetClient();
    private final NetServer server;
    private volatile boolean holds;

    CommitProxy(int databasePort) {
        try {
            server = vertx.createNetServer()
                    .connectHandler(from -> {
                        from.pause();
                        client.connect(databasePort, "127.0.0.1")
                                .onSuccess(to -> join(from, to))
                                .onFailure(failure -> from.close());
                    })
                    .listen(0, "127.0.0.1")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    int port() {
        return server.actualPort();
    }

    /** From now on the server commits, but the process does not receive the answer. */
    void holdAnswersToCommits() {
        holds = true;
    }

    private void join(NetSocket process, NetSocket database) {
        process.handler(bytes -> {
            if (holds && isCommit(bytes)) {
                database.pause();
            }
            database.write(bytes);
        });
        database.handler(process::write);
        process.closeHandler(closed -> database.close()).exceptionHandler(failure -> {});
        database.closeHandler(closed -> process.close()).exceptionHandler(failure -> {});
        process.resume();
    }

    private static boolean isCommit(Buffer bytes) {
        return bytes.toString("ISO-8859-1").contains("COMMIT");
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
