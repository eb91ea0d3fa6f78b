package io.chirograph.retention.requests;

import io.chirograph.support.command.AdminClient;
import io.chirograph.support.json.StrictJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/// Has a running gateway record requests, and asks it for those that it knows.
public record GatewayClient(AdminClient admin) {
    /// On return the request is recorded, and durable.
    public RetentionRequest record(RetentionRequest request) throws IOException {
        String path = request.kind() == RetentionRequest.Kind.EXTEND
                ? RetentionController.EXTENSIONS
                : RetentionController.HOLDS;
        JsonNode response = admin.post(path, request.question(), 201);
        try {
            return request.recorded(UUID.fromString(response.path("event").asString("")));
        } catch (IllegalArgumentException e) {
            throw new IOException(admin.gateway() + path + " answered no event's id", e);
        }
    }

    /// The requests that it knows, oldest first.
    public List<RetentionRequest> requests() throws IOException {
        List<RetentionRequest> requests = new ArrayList<>();
        try {
            for (JsonNode one : admin.get(RetentionController.HOLDS).path("requests")) {
                requests.add(StrictJson.read("", one, RetentionRequest.class));
            }
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    admin.gateway() + RetentionController.HOLDS + " answered no requests: " + e.getMessage(), e);
        }
        return requests;
    }
}
