package io.chirograph.gateway.batches;

import io.chirograph.gateway.call.Call;
import java.io.IOException;
import tools.jackson.databind.JsonNode;

/// A call that uploads a file which is to become a batch: its lines are remembered by the file's id.
final class UploadedLines extends AnsweredBatch {
    private final BatchStore store;
    private final Call call;
    private final Line.Source file;

    /// @param file each of whose lines can be read
    UploadedLines(BatchStore store, Call call, Line.Source file) {
        this.store = store;
        this.call = call;
        this.file = file;
    }

    @Override
    public Call call() {
        return call;
    }

    @Override
    public void whole() throws IOException {
        JsonNode said = response.json();
        String id = said.path("id").asString(said.path("file").path("name").asString(""));
        if (!id.isEmpty()) {
            store.input(call.provider().name(), id, file);
        }
    }
}
