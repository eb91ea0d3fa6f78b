package io.chirograph.witness.client;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Posts small bodies and reads small responses: both size and time of a whole exchange are bounded, however slowly
/// the bytes come. Redirects are not followed. Safe for many threads.
final class BoundedHttpPost implements AutoCloseable {
    private final HttpClient client;

    BoundedHttpPost(Duration connectTimeout) {
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(connectTimeout)
                .build();
    }

    /// A response, whole.
    @SuppressWarnings("ArrayRecordComponent") // the bytes are handed on, never compared
    record Reply(int status, String contentType, byte[] body) {}

    /// @param wait bound on the whole exchange
    /// @param maxBytes bound on the response's body
    /// @throws IOException no whole answer within these bounds
    Reply post(URI url, String contentType, byte[] body, Duration wait, int maxBytes)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(url)
                .header("Content-Type", contentType)
                .timeout(wait)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        CompletableFuture<HttpResponse<byte[]>> response =
                client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), maxBytes));
        try {
            HttpResponse<byte[]> whole = response.get(wait.toMillis(), TimeUnit.MILLISECONDS);
            return new Reply(
                    whole.statusCode(),
                    whole.headers().firstValue("Content-Type").orElse(""),
                    whole.body());
        } catch (TimeoutException e) {
            throw late(url, wait, e);
        } catch (ExecutionException e) {
            // What the HTTP client says of a response that is none may quote it.
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (cause instanceof HttpTimeoutException) {
                throw late(url, wait, cause);
            }
            throw new IOException(
                    named(url) + ": no whole answer (" + cause.getClass().getSimpleName() + ")", cause);
        } finally {
            response.cancel(true);
        }
    }

    private static IOException late(URI url, Duration wait, Throwable cause) {
        return new IOException(named(url) + ": no whole answer within " + wait, cause);
    }

    /// Without a user or a query, which may hold a credential.
    private static String named(URI url) {
        return url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort())
                + url.getRawPath();
    }

    /// Ends what is still open.
    @Override
    public void close() {
        client.shutdownNow();
    }
}
