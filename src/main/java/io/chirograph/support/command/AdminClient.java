package io.chirograph.support.command;

import io.chirograph.support.tls.TrustedAuthorities;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Asks a running gateway's `/admin/v1` for something, with an operator's token.
/// @param authorities certificates (PEM) of whom alone the gateway's own may come from; null for those that the Java
///     runtime trusts
public record AdminClient(
        URI gateway, Token token, @Nullable Path authorities) {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /// For what takes long to make.
    private static final Duration LONG_PATIENCE = Duration.ofMinutes(10);

    /// Where the token comes from; asked at each request.
    @FunctionalInterface
    public interface Token {
        String read() throws IOException;
    }

    /// @param tokenFile holds the token and nothing else
    public AdminClient(URI gateway, Path tokenFile, @Nullable Path authorities) {
        this(gateway, () -> Files.readString(tokenFile).strip(), authorities);
    }

    /// The gateway did not do what it was asked, and said why.
    public static final class RefusedException extends IOException {
        RefusedException(URI address, int status, JsonNode problem) {
            super(address + " answered " + status + " " + problem.path("code").asString() + ": "
                    + problem.path("detail").asString());
        }
    }

    /// What `GET path` answers.
    /// @throws IOException the response is anything but 200 and JSON; the message holds its code and detail
    public JsonNode get(String path) throws IOException {
        return send(request(path).GET().build(), 200);
    }

    /// What `POST path` with a JSON body answers.
    /// @param expected the status of success
    /// @throws IOException the response is anything but that status and JSON
    public JsonNode post(String path, byte[] json, int expected) throws IOException {
        return send(
                request(path)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(json))
                        .build(),
                expected);
    }

    /// What `GET path` answers, whatever it is.
    /// @throws IOException the response is anything but 200; the message holds its code and detail
    public byte[] bytes(String path) throws IOException {
        HttpRequest request = request(path).timeout(LONG_PATIENCE).GET().build();
        HttpResponse<byte[]> response = send(request);
        if (response.statusCode() != 200) {
            throw new RefusedException(request.uri(), response.statusCode(), json(request, response));
        }
        return response.body();
    }

    private HttpRequest.Builder request(String path) throws IOException {
        URI address = URI.create(gateway.toString().replaceAll("/+$", "") + path);
        return HttpRequest.newBuilder(address).timeout(PATIENCE).header("Authorization", "Bearer " + token.read());
    }

    private JsonNode send(HttpRequest request, int expected) throws IOException {
        HttpResponse<byte[]> response = send(request);
        JsonNode body = json(request, response);
        if (response.statusCode() != expected) {
            throw new RefusedException(request.uri(), response.statusCode(), body);
        }
        return body;
    }

    private static JsonNode json(HttpRequest request, HttpResponse<byte[]> response) throws IOException {
        try {
            return JsonMapper.shared().readTree(response.body());
        } catch (JacksonException e) {
            throw new IOException(request.uri() + " answered something that is no JSON", e);
        }
    }

    private HttpResponse<byte[]> send(HttpRequest request) throws IOException {
        HttpClient.Builder settings = HttpClient.newBuilder().connectTimeout(PATIENCE);
        if (authorities != null) {
            settings.sslContext(TrustedAuthorities.read(authorities));
        }
        try (HttpClient client = settings.build()) {
            return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (ConnectException | HttpConnectTimeoutException e) {
            throw new IOException("cannot connect to " + request.uri() + ": does the gateway run there?", e);
        } catch (SSLException e) {
            throw new IOException("no TLS connection to " + request.uri() + ": " + e.getMessage(), e);
        } catch (HttpTimeoutException e) {
            throw new IOException(
                    request.uri() + " gave no answer within "
                            + request.timeout().orElse(PATIENCE),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + request.uri() + " was asked", e);
        }
    }
}
