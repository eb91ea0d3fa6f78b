package io.chirograph.gateway.batches;

import io.chirograph.event.value.Outcome;
import io.chirograph.gateway.dialect.json.FieldSelector;
import io.chirograph.gateway.dialect.json.JsonHandler;
import io.chirograph.gateway.dialect.json.JsonScanner;
import org.jspecify.annotations.Nullable;

/// Reads one result of a batch: a JSON object with `custom_id`, and the response in `result` or `response`.
/// One line.
final class ResultText implements JsonHandler {
    private static final int CUSTOM_ID = 0;
    private static final int TYPE = 1;
    private static final int STATUS = 2;
    private static final int REQUEST_ID = 3;
    private static final int ERROR = 4;
    private static final int RESPONSE = 5;
    private static final FieldSelector PLACES = new FieldSelector()
            .scalar("custom_id", CUSTOM_ID)
            .scalar("result.type", TYPE)
            .scalar("response.status_code", STATUS)
            .scalar("response.request_id", REQUEST_ID)
            .scalar("error.code", ERROR)
            .whole("{result.message,response.body}", RESPONSE);
    private static final FieldSelector GOOGLE = new FieldSelector()
            .scalar("{key,metadata.key}", CUSTOM_ID)
            .scalar("error.status", ERROR)
            .scalar("error.code", ERROR)
            .whole("response", RESPONSE);

    private @Nullable String customId;
    private String type = "";
    private @Nullable Integer status;
    private @Nullable String requestId;
    private @Nullable String error;
    private byte @Nullable [] response;

    private ResultText() {}

    /// @return null for what is no result
    static @Nullable ResultText read(byte[] json) {
        var text = new ResultText();
        var scanner = new JsonScanner(PLACES, text);
        scanner.feed(json, 0, json.length);
        return scanner.done() && !scanner.failed() && text.customId != null ? text : null;
    }

    /// The same in Google's dialect.
    /// @param number of the result in its list
    static @Nullable ResultText ofGoogle(byte[] json, long number) {
        var text = new ResultText();
        var scanner = new JsonScanner(GOOGLE, text);
        scanner.feed(json, 0, json.length);
        if (!scanner.done() || scanner.failed()) {
            return null;
        }
        text.customId = text.customId == null ? LineText.nameless(number) : text.customId;
        text.type = text.response == null ? "errored" : "succeeded";
        return text;
    }

    String customId() {
        return customId == null ? "" : customId;
    }

    @Nullable
    Integer status() {
        return type.equals("succeeded") ? Integer.valueOf(200) : status;
    }

    @Nullable
    String requestId() {
        return requestId;
    }

    /// The model's response; null where there is none.
    byte @Nullable [] response() {
        return response;
    }

    /// How the line ended.
    BatchVerdict verdict() {
        Integer code = status();
        if (code != null && code / 100 == 2 && error == null) {
            return new BatchVerdict(Outcome.OK, null, code);
        }
        if (code != null && code >= 400) {
            return new BatchVerdict(Outcome.PROVIDER_ERROR, "http-status", code);
        }
        BatchVerdict said = BatchVerdict.of(error == null ? type : error);
        return said == null ? new BatchVerdict(Outcome.PROVIDER_ERROR, "batch-errored", code) : said;
    }

    @Override
    public void string(int leaf, String value) {
        switch (leaf) {
            case CUSTOM_ID -> customId = value;
            case TYPE -> type = value;
            case REQUEST_ID -> requestId = value;
            case ERROR -> error = value;
            default -> {}
        }
    }

    @Override
    public void number(int leaf, String value) {
        if (leaf == STATUS && value.matches("[1-5][0-9][0-9]")) {
            status = Integer.valueOf(value);
        } else if (leaf == ERROR) {
            error = value;
        }
    }

    @Override
    public int most(int leaf) {
        return LineText.LONGEST;
    }

    @Override
    public void whole(int leaf, byte @Nullable [] json) {
        response = json;
    }
}
