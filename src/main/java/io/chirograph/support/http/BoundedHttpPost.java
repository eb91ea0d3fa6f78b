package io.chirograph.support.http;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// Posts small bodies and reads small responses: both size and time of a whole exchange are bounded,
/// however slowly the bytes come. Redirects are not followed. Safe for many threads.
public final class BoundedHttpPost implements AutoCloseable {
    private final HttpClient client;

    /// Trusts what the JVM trusts.
    public BoundedHttpPost(Duration connectTimeout) {
        this(connectTimeout, null);
    }

    /// @param tls whom to trust and what to show them; null for what the JVM does
    public BoundedHttpPost(Duration connectTimeout, @Nullable SSLContext tls) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(connectTimeout);
        if (tls != null) {
            builder.sslContext(tls);
        }
        client = builder.build();
    }

    /// A response, whole.
    @SuppressWarnings("ArrayRecordComponent") // the bytes are handed on, never compared
    public record Reply(int status, HttpHeaders headers, byte[] body) {
        /// Empty where none is stated.
        public String contentType() {
            return headers.firstValue("Content-Type").orElse("");
        }
    }

    /// @param wait bound on the whole exchange
    /// @param maxBytes bound on the response's body
    /// @throws IOException no whole answer within these bounds
    public Reply post(URI url, String contentType, byte[] body, Duration wait, int maxBytes)
            throws IOException, InterruptedException {
        return post(url, Map.of("Content-Type", contentType), body, wait, maxBytes);
    }

    /// The same with these headers.
    public Reply post(URI url, Map<String, String> headers, byte[] body, Duration wait, int maxBytes)
            throws IOException, InterruptedException {
        HttpRequest.Builder builder = HttpRequest.newBuilder(url).timeout(wait);
        headers.forEach(builder::header);
        HttpRequest request =
                builder.POST(HttpRequest.BodyPublishers.ofByteArray(body)).build();
        CompletableFuture<HttpResponse<byte[]>> response =
                client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), maxBytes));
        try {
            HttpResponse<byte[]> whole = response.get(wait.toMillis(), TimeUnit.MILLISECONDS);
            return new Reply(whole.statusCode(), whole.headers(), whole.body());
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
