package io.chirograph.identity;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Asks a running gateway's `/admin/v1` for something, with an operator's token that it reads from a file.
///
/// @param gateway the gateway's address
/// @param tokenFile holds the token and nothing else
public record AdminClient(URI gateway, Path tokenFile) {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /// What `GET path` answers.
    ///
    /// @throws IOException the answer is anything but 200 and JSON; the message holds its code and detail
    public JsonNode get(String path) throws IOException {
        return send(request(path).GET().build(), 200);
    }

    /// What `POST path` with a JSON body answers.
    ///
    /// @param expected the status of success
    /// @throws IOException the answer is anything but that status and JSON
    public JsonNode post(String path, byte[] json, int expected) throws IOException {
        return send(
                request(path)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(json))
                        .build(),
                expected);
    }

    private HttpRequest.Builder request(String path) throws IOException {
        URI address = URI.create(gateway.toString().replaceAll("/+$", "") + path);
        return HttpRequest.newBuilder(address)
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + Files.readString(tokenFile).strip());
    }

    private static JsonNode send(HttpRequest request, int expected) throws IOException {
        try (HttpClient client =
                HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            HttpResponse<byte[]> answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            JsonNode body = JsonMapper.shared().readTree(answer.body());
            if (answer.statusCode() != expected) {
                throw new IOException(request.uri() + " answered " + answer.statusCode() + " "
                        + body.path("code").asString() + ": "
                        + body.path("detail").asString());
            }
            return body;
        } catch (JacksonException e) {
            throw new IOException(request.uri() + " answered something that is no JSON", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + request.uri() + " was asked", e);
        }
    }
}
