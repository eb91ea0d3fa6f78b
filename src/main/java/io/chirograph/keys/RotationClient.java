package io.chirograph.keys;

import io.chirograph.support.command.AdminClient;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.note.VerifierKey;
import java.io.IOException;
import tools.jackson.databind.JsonNode;

/// Asks a running gateway for a rotation.
record RotationClient(AdminClient gateway) {
    KeyRotation.Rotated rotate(RotationRequest request) throws IOException {
        JsonNode answer = gateway.post(RotationController.PATH, request.json(), 201);
        try {
            return new KeyRotation.Rotated(
                    VerifierKey.parse(answer.path("key").asString()),
                    VerifierKey.parse(answer.path("previousKey").asString()));
        } catch (MalformedException e) {
            throw new IOException(gateway.gateway() + " answered no verifier key: " + e.getMessage(), e);
        }
    }
}
