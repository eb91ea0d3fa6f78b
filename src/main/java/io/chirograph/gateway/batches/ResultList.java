package io.chirograph.gateway.batches;

import io.chirograph.gateway.dialect.json.FieldSelector;
import io.chirograph.gateway.dialect.json.JsonHandler;
import io.chirograph.gateway.dialect.json.JsonScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads the description of a batch that holds its results: Google's, and Mistral's where it was asked for them.
/// One response, one thread.
final class ResultList implements JsonHandler, ResultForm {
    /// A longer result is not read; what one takes is reserved before.
    static final int LONGEST = 4 << 20;

    private static final int RESULT = 0;
    private static final int STATUS = 1;
    private static final int FILE = 2;
    private static final FieldSelector MISTRAL = new FieldSelector()
            .whole("outputs[]", RESULT)
            .array("outputs", RESULT)
            .scalar("status", STATUS)
            .scalar("{output_file,error_file}", FILE);
    private static final String INLINED = "{response,metadata.output}.inlinedResponses{,.inlinedResponses}";
    private static final FieldSelector GOOGLE = new FieldSelector()
            .whole(INLINED + "[]", RESULT)
            .array(INLINED, RESULT)
            .scalar("metadata.state", STATUS)
            .scalar("{response,metadata.output}.responsesFile", FILE);

    private final boolean isGoogle;
    private final JsonScanner scanner;
    private final ResultForm.Sink sink;
    private final List<String> files = new ArrayList<>();
    private String status = "";
    private long number;

    ResultList(boolean isGoogle, ResultForm.Sink sink) {
        this.isGoogle = isGoogle;
        this.sink = sink;
        this.scanner = new JsonScanner(isGoogle ? GOOGLE : MISTRAL, this);
    }

    @Override
    public void feed(byte[] bytes, int offset, int length) {
        scanner.feed(bytes, offset, length);
    }

    @Override
    public void end() {
        // what is open is no result
    }

    @Override
    public int most(int leaf) {
        return LONGEST;
    }

    @Override
    public void whole(int leaf, byte @Nullable [] json) {
        number++;
        sink.result(json == null ? null : read(json), json);
    }

    private @Nullable ResultText read(byte[] json) {
        return isGoogle ? ResultText.ofGoogle(json, number) : ResultText.read(json);
    }

    @Override
    public void array(int leaf, long elements) {
        number = 0;
    }

    @Override
    public void string(int leaf, String value) {
        if (leaf == FILE) {
            files.add(value);
        } else {
            status = value;
        }
    }

    /// Files that have results, too.
    List<String> files() {
        return files;
    }

    /// The word for a batch that is over, as OpenAI has it; null for one that is not.
    @Nullable
    String over() {
        return over(status);
    }

    static @Nullable String over(String said) {
        return switch (said.toLowerCase(Locale.ROOT).replaceFirst("^(batch|job)_state_", "")) {
            case "success", "succeeded", "completed" -> "completed";
            case "failed" -> "failed";
            case "timeout_exceeded", "expired" -> "expired";
            case "cancelled" -> "cancelled";
            default -> null;
        };
    }
}
