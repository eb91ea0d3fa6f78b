package io.chirograph.gateway.batches;

import io.chirograph.event.encoding.Digest;
import io.chirograph.gateway.call.Call;
import io.chirograph.gateway.dialect.RequestFacts;
import io.chirograph.gateway.dialect.json.FieldSelector;
import io.chirograph.gateway.dialect.json.JsonHandler;
import io.chirograph.gateway.dialect.json.JsonScanner;
import io.chirograph.gateway.http.ReceivedBody;
import io.chirograph.gateway.http.RecordedValue;
import io.chirograph.gateway.refusal.Refusal;
import io.chirograph.policy.model.OperationClass;
import io.chirograph.support.digest.Sha256;
import io.chirograph.web.ErrorCode;
import java.io.ByteArrayInputStream;
import java.security.MessageDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads one request of a batch: a JSON object with `custom_id`, and the request in `params` or `body`; in
/// Google's dialect with `metadata.key`, which may be missing, and `request`. One line.
final class LineText implements JsonHandler {
    /// No line may be longer, in bytes.
    static final int LONGEST = 32 << 20;

    /// Whatever endpoint requests are for, they are read alike.
    private static final String ANY = "/chat/completions";
    private static final String ANY_OF_GOOGLE = "/models/any:generateContent";

    private static final int CUSTOM_ID = 0;
    private static final int URL = 1;
    private static final int REQUEST = 2;
    private static final FieldSelector PLACES = new FieldSelector()
            .scalar("custom_id", CUSTOM_ID)
            .scalar("url", URL)
            .whole("{params,body}", REQUEST);
    private static final FieldSelector GOOGLE =
            new FieldSelector().scalar("{key,metadata.key}", CUSTOM_ID).whole("request", REQUEST);

    private @Nullable String customId;
    private @Nullable String url;
    private byte @Nullable [] request;
    private int ids;
    private int urls;
    private int requests;
    private boolean isUnclear;

    private LineText() {}

    /// @param path of requests that name no endpoint of their own; empty where the batch is to say it
    /// @throws Refusal it cannot be read for sure, or is no inference
    static Line read(Call batch, long number, byte[] json, String path) {
        var text = new LineText();
        boolean isGoogle = Line.isGoogle(batch);
        var scanner = new JsonScanner(isGoogle ? GOOGLE : PLACES, text, true);
        scanner.feed(json, 0, json.length);
        byte[] request = text.request;
        String customId = isGoogle && text.customId == null ? nameless(number) : text.customId;
        boolean isRead = scanner.done() && !scanner.failed() && !text.isUnclear;
        if (!isRead || text.ids > 1 || text.urls > 1 || text.requests != 1 || request == null) {
            throw refused(number, "is not one JSON object with one custom_id and one request.", null);
        }
        if (customId == null || customId.isEmpty()) {
            throw refused(number, "has no custom_id, so its result could not be told from others.", null);
        }
        String at = text.url == null ? path : text.url;
        var operation =
                batch.provider().dialect().operation("POST", at.isEmpty() ? isGoogle ? ANY_OF_GOOGLE : ANY : at);
        if (operation.operationClass() != OperationClass.INFERENCE) {
            throw notInference(number, at);
        }
        RequestFacts facts = batch.provider()
                .dialect()
                .of(operation)
                .readRequest(operation, "application/json", null, () -> new ByteArrayInputStream(request))
                .at(at.isEmpty() ? null : operation.model(), operation.isStream(), List.of());
        Digest digest = ReceivedBody.digest(digested(json), json.length);
        return new Line(number, customId, at, facts, digest);
    }

    /// What a request without an id of its own is called: its results come in the order of requests.
    static String nameless(long number) {
        return "#" + number;
    }

    static Refusal notInference(long number, String path) {
        return refused(number, "asks for an endpoint that is no inference.", path);
    }

    private static MessageDigest digested(byte[] json) {
        var sha256 = Sha256.create();
        sha256.update(json);
        return sha256;
    }

    /// @param value what it is that does not do; null for something missing
    static Refusal refused(long number, String why, @Nullable String value) {
        return new Refusal(
                ErrorCode.BATCH_LINE_INVALID,
                "Line " + number + " of the batch " + why,
                "line " + number,
                value == null ? null : RecordedValue.cut(value));
    }

    @Override
    public void string(int leaf, String value) {
        if (leaf == CUSTOM_ID) {
            customId = value;
            ids++;
        } else {
            url = value;
            urls++;
        }
    }

    @Override
    public void number(int leaf, String value) {
        isUnclear = true;
    }

    @Override
    public void bool(int leaf, boolean value) {
        isUnclear = true;
    }

    @Override
    public void none(int leaf) {
        isUnclear = true;
    }

    @Override
    public void container(int leaf, boolean isRead) {
        isUnclear = true;
    }

    @Override
    public void similar(boolean isAside) {
        isUnclear = true;
    }

    @Override
    public int most(int leaf) {
        return LONGEST;
    }

    @Override
    public void whole(int leaf, byte @Nullable [] json) {
        request = json;
        requests++;
    }
}
