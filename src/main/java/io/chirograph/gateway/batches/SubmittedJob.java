package io.chirograph.gateway.batches;

import io.chirograph.gateway.call.Call;
import io.chirograph.gateway.dialect.DecodedBody;
import io.chirograph.gateway.dialect.RequestFacts;
import io.chirograph.gateway.dialect.json.FieldSelector;
import io.chirograph.gateway.dialect.json.JsonHandler;
import io.chirograph.gateway.dialect.json.JsonScanner;
import io.chirograph.gateway.http.ReceivedBody;
import io.chirograph.gateway.http.RecordedValue;
import io.chirograph.gateway.refusal.Refusal;
import io.chirograph.policy.eval.BodyFacts;
import io.chirograph.web.ErrorCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A body that makes a batch of uploaded files: OpenAI's names one, Mistral's several, or holds the requests itself,
/// and says endpoint and model of lines that do not. One body, one thread.
final class SubmittedJob implements JsonHandler {
    private static final int FILE = 0;
    private static final int ENDPOINT = 1;
    private static final int REQUESTS = 2;
    private static final FieldSelector PLACES = new FieldSelector()
            .scalar("{input_file_id,input_files[]}", FILE)
            .scalar("batch.{inputConfig,input_config}.{fileName,file_name}", FILE)
            .scalar("endpoint", ENDPOINT)
            .array("requests", REQUESTS);

    private final Call call;
    private final BatchStore store;
    private final @Nullable String model;
    private final List<String> files = new ArrayList<>();
    private String endpoint = "";
    private boolean isInline;

    private SubmittedJob(Call call, BatchStore store, @Nullable String model) {
        this.call = call;
        this.store = store;
        this.model = model;
    }

    /// Its lines; none where it names no file, which no provider takes.
    /// @throws Refusal nobody knows the lines of a file
    static Line.Source lines(Call call, RequestFacts facts, @Nullable ReceivedBody body, BatchStore store)
            throws IOException {
        var job = new SubmittedJob(call, store, facts.model());
        boolean isWhole = false;
        if (body != null) {
            var scanner = new JsonScanner(PLACES, job);
            var outcome = DecodedBody.read(
                    call.request().headers().list("content-encoding"), body.bytes(), (bytes, offset, length) -> {
                        scanner.feed(bytes, offset, length);
                        return true;
                    });
            isWhole = outcome == DecodedBody.Outcome.READ
                    && call.reading(facts) == BodyFacts.Reading.WHOLE
                    && scanner.done();
        }
        if (isWhole && body != null && job.isInline && job.files.isEmpty()) {
            return job.said(new InlineLines(call, body, job.endpoint));
        }
        if (isWhole && !job.isInline && job.files.isEmpty()) {
            return visitor -> {};
        }
        for (String file : job.files) {
            job.check(file);
        }
        if (!isWhole || job.isInline) {
            job.check("");
        }
        return job.said(job::each);
    }

    /// The same of Google's: the lines of the file that it names, where they are known, else the requests in the body.
    /// @param own the path of a request that comes by itself
    static Line.Source ofGoogle(Call call, RequestFacts facts, ReceivedBody body, BatchStore store, String own)
            throws IOException {
        var job = new SubmittedJob(call, store, facts.model());
        var scanner = new JsonScanner(PLACES, job);
        var unused = DecodedBody.read(
                call.request().headers().list("content-encoding"), body.bytes(), (bytes, offset, length) -> {
                    scanner.feed(bytes, offset, length);
                    return true;
                });
        job.endpoint = own;
        boolean isKnown = !job.files.isEmpty();
        for (String file : job.files) {
            isKnown &= store.hasInput(call.provider().name(), file);
        }
        return isKnown ? job.said(job::each) : new InlineLines(call, body, own);
    }

    private void check(String file) throws IOException {
        if (!store.hasInput(call.provider().name(), file)) {
            throw new Refusal(
                    ErrorCode.BATCH_LINES_UNKNOWN,
                    "The lines of the batch cannot be recorded: its file was not uploaded through this gateway with"
                            + " purpose \"batch\", or too long ago.",
                    "input_file_id",
                    RecordedValue.cut(file));
        }
    }

    private void each(Consumer<Line> visitor) throws IOException {
        for (String file : files) {
            store.input(call.provider().name(), file).each(visitor);
        }
    }

    /// The lines as the batch has them, numbered over all files.
    private Line.Source said(Line.Source lines) {
        return visitor -> {
            var number = new long[1];
            lines.each(line -> visitor.accept(line.in(++number[0], endpoint, model)));
        };
    }

    @Override
    public void string(int leaf, String value) {
        if (leaf == FILE) {
            files.add(value);
        } else {
            endpoint = value;
        }
    }

    @Override
    public void array(int leaf, long elements) {
        isInline = true;
    }
}
