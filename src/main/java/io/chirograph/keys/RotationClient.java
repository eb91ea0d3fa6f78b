package io.chirograph.keys;

import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.VerifierKey;
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

/// Asks a running gateway for a rotation, with an administrator's token.
record RotationClient(URI gateway, Path tokenFile) {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    KeyRotation.Rotated rotate(RotationRequest request) throws IOException {
        URI address = URI.create(gateway.toString().replaceAll("/+$", "") + RotationController.PATH);
        HttpRequest post = HttpRequest.newBuilder(address)
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + Files.readString(tokenFile).strip())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(request.json()))
                .build();
        try (HttpClient client =
                HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            HttpResponse<byte[]> answer = client.send(post, HttpResponse.BodyHandlers.ofByteArray());
            return read(address, answer.statusCode(), JsonMapper.shared().readTree(answer.body()));
        } catch (JacksonException e) {
            throw new IOException(address + " answered something that is no JSON", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + address + " was asked", e);
        }
    }

    private static KeyRotation.Rotated read(URI address, int status, JsonNode answer) throws IOException {
        if (status != 201) {
            throw new IOException(
                    address + " answered " + status + " " + answer.path("code").asString() + ": "
                            + answer.path("detail").asString());
        }
        try {
            return new KeyRotation.Rotated(
                    VerifierKey.parse(answer.path("key").asString()),
                    VerifierKey.parse(answer.path("previousKey").asString()));
        } catch (MalformedException e) {
            throw new IOException(address + " answered no verifier key: " + e.getMessage(), e);
        }
    }
}
