package io.chirograph.gateway.batches;

import io.chirograph.gateway.call.Call;
import io.chirograph.gateway.dialect.DecodedBody;
import io.chirograph.gateway.dialect.json.FieldSelector;
import io.chirograph.gateway.dialect.json.JsonHandler;
import io.chirograph.gateway.dialect.json.JsonScanner;
import io.chirograph.gateway.http.ReceivedBody;
import io.chirograph.gateway.refusal.Refusal;
import io.chirograph.web.ErrorCode;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The lines of a batch whose requests stand in the body that submits it, in `requests`.
/// @param path of the endpoint that they are for
record InlineLines(Call batch, ReceivedBody body, String path) implements Line.Source {
    private static final int REQUEST = 0;
    private static final int REQUESTS = 1;
    private static final FieldSelector PLACES =
            new FieldSelector().whole("requests[]", REQUEST).array("requests", REQUESTS);
    private static final String GOOGLE = "batch.{inputConfig,input_config}.requests.requests";
    private static final FieldSelector GOOGLE_PLACES =
            new FieldSelector().whole(GOOGLE + "[]", REQUEST).array(GOOGLE, REQUESTS);

    /// @throws Refusal the body or a line cannot be read for sure
    @Override
    public void each(Consumer<Line> visitor) throws IOException {
        var reading = new Reading(visitor);
        var scanner = new JsonScanner(Line.isGoogle(batch) ? GOOGLE_PLACES : PLACES, reading, true);
        var outcome = DecodedBody.read(
                batch.request().headers().list("content-encoding"), body.bytes(), (bytes, offset, length) -> {
                    scanner.feed(bytes, offset, length);
                    return !scanner.failed();
                });
        boolean isRead = outcome == DecodedBody.Outcome.READ && scanner.done() && !scanner.failed();
        if (!isRead || reading.isUnclear || reading.lists > 1) {
            throw new Refusal(
                    ErrorCode.BATCH_LINE_INVALID,
                    "Which requests the batch holds cannot be read: its body must be one JSON object with one list"
                            + " \"requests\" of objects, of at most "
                            + LineText.LONGEST + " bytes each.",
                    "body");
        }
    }

    private final class Reading implements JsonHandler {
        private final Consumer<Line> visitor;
        private long read;
        private long elements;
        private int lists;
        private boolean isUnclear;

        Reading(Consumer<Line> visitor) {
            this.visitor = visitor;
        }

        @Override
        public int most(int leaf) {
            return LineText.LONGEST;
        }

        @Override
        public void whole(int leaf, byte @Nullable [] json) {
            read++;
            if (json == null) {
                throw LineText.refused(read, "is longer than " + LineText.LONGEST + " bytes.", null);
            }
            visitor.accept(LineText.read(batch, read, json, path));
        }

        @Override
        public void element(int leaf) {
            elements++;
        }

        @Override
        public void array(int leaf, long all) {
            lists++;
            isUnclear |= elements != read;
        }

        @Override
        public void similar(boolean isAside) {
            isUnclear = true;
        }
    }
}
