package io.chirograph.gateway.batches;

import io.chirograph.gateway.call.Call;
import io.chirograph.gateway.dialect.DecodedBody;
import io.chirograph.gateway.dialect.FormData;
import io.chirograph.gateway.http.ReceivedBody;
import java.io.IOException;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A file in a form that uploads it.
record UploadedFile(Call upload, ReceivedBody body) implements Line.Source {
    private static final String FILE = "file";

    /// Whether the form says that the file holds a batch.
    boolean isBatch() throws IOException {
        var purpose = new String[1];
        boolean unused = read(
                (name, value) -> {
                    if (name.equals("purpose") && purpose[0] == null) {
                        purpose[0] = String.valueOf(value);
                    }
                },
                null,
                () -> purpose[0] == null);
        return "batch".equals(purpose[0]);
    }

    /// @throws io.chirograph.gateway.refusal.Refusal a line cannot be read for sure
    @Override
    public void each(Consumer<Line> visitor) throws IOException {
        var number = new long[1];
        // the memory for the longest line was taken before
        var split = new LineSplit(bytes -> true, line -> {
            number[0]++;
            if (line == null) {
                throw LineText.refused(number[0], "is longer than " + LineText.LONGEST + " bytes.", null);
            }
            visitor.accept(LineText.read(upload, number[0], line, ""));
        });
        var files = new int[1];
        boolean isRead = read(
                (name, value) -> {
                    if (name.equals(FILE)) {
                        files[0]++;
                    }
                },
                (name, bytes, length) -> {
                    if (name.equals(FILE)) {
                        split.feed(bytes, 0, length);
                    }
                },
                () -> true);
        split.end();
        if (!isRead || files[0] != 1) {
            throw LineText.refused(number[0], "is the last that can be read of the form: it must hold one file.", null);
        }
    }

    private boolean read(
            BiConsumer<String, @Nullable String> fields, FormData.@Nullable Values values, BooleanSupplier isMoreWanted)
            throws IOException {
        String type = upload.request().headers().list("content-type");
        FormData form = type == null || !FormData.isForm(type) ? null : FormData.of(type, fields, values);
        if (form == null) {
            return false;
        }
        var outcome = DecodedBody.read(
                upload.request().headers().list("content-encoding"),
                body.bytes(),
                (bytes, offset, length) -> form.read(bytes, offset, length) && isMoreWanted.getAsBoolean());
        return outcome == DecodedBody.Outcome.READ && form.done();
    }
}
