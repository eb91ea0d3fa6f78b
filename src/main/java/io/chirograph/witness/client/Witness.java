package io.chirograph.witness.client;

import io.chirograph.tlog.note.VerifierKey;
import java.net.URI;

/// A witness that is asked.
/// @param name what it is called here: in metrics, health and messages
/// @param url where it takes checkpoints, without `/add-checkpoint`
/// @param key what verifies its cosignatures
record Witness(String name, URI url, VerifierKey key) {
    URI addCheckpoint() {
        return URI.create(url.toString().replaceAll("/+$", "") + "/add-checkpoint");
    }
}
