package io.chirograph.gateway.batches;

import io.chirograph.gateway.call.Call;
import io.chirograph.recording.RecordingUnavailable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// A call whose response describes batches: it says in which files results are, and which batches are over.
final class SeenBatch extends AnsweredBatch {

    private static final List<String> FILES = List.of("output_file_id", "error_file_id", "output_file", "error_file");

    private final BatchLedger ledger;
    private final Call call;

    SeenBatch(BatchLedger ledger, Call call) {
        this.ledger = ledger;
        this.call = call;
    }

    @Override
    public Call call() {
        return call;
    }

    @Override
    public void whole() throws IOException, RecordingUnavailable {
        JsonNode json = response.json();
        see(json);
        for (JsonNode one : json.path("data")) {
            see(one);
        }
    }

    private void see(JsonNode one) throws IOException, RecordingUnavailable {
        String provider = call.provider().name();
        String id = one.path("id").asString("");
        BatchStore.Batch batch = id.isEmpty() ? null : ledger.store().find(provider, id);
        if (batch == null) {
            return;
        }
        List<String> files = new ArrayList<>();
        for (String member : FILES) {
            String file = one.path(member).asString("");
            if (!file.isEmpty()) {
                files.add(file);
            }
        }
        String over = ResultList.over(one.path("status").asString(""));
        ledger.store().seen(batch.number(), provider, files, over);
        ledger.finish(batch.number());
    }
}
