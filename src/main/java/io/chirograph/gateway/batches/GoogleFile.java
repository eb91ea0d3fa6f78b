package io.chirograph.gateway.batches;

import io.chirograph.gateway.call.Call;
import io.chirograph.gateway.dialect.DecodedBody;
import io.chirograph.gateway.http.ReceivedBody;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A file whose content is uploaded to Google in one piece. Nothing says whether it holds a batch: it does where each
/// of its lines is a request.
record GoogleFile(Call upload, ReceivedBody body) implements Line.Source {
    /// Whether all of the content is here, and the upload ends with it.
    static boolean isWhole(Call call, ReceivedBody body) throws IOException {
        String command = call.request().headers().list("x-goog-upload-command");
        String offset = call.request().headers().list("x-goog-upload-offset");
        return command != null
                && command.contains("finalize")
                && (offset == null || offset.strip().equals("0"))
                && begins(body) == '{';
    }

    private static int begins(ReceivedBody body) throws IOException {
        try (InputStream in = body.bytes().getInputStream()) {
            return in.read();
        }
    }

    @Override
    public void each(Consumer<Line> visitor) throws IOException {
        var number = new long[1];
        // the memory for the longest line was taken before
        var split = new LineSplit(bytes -> true, line -> {
            number[0]++;
            visitor.accept(line(number[0], line));
        });
        var outcome = DecodedBody.read(
                upload.request().headers().list("content-encoding"), body.bytes(), (bytes, offset, length) -> {
                    split.feed(bytes, offset, length);
                    return true;
                });
        split.end();
        if (outcome != DecodedBody.Outcome.READ) {
            throw LineText.refused(number[0], "is the last that can be read.", null);
        }
    }

    private Line line(long number, byte @Nullable [] line) {
        if (line == null) {
            throw LineText.refused(number, "is longer than " + LineText.LONGEST + " bytes.", null);
        }
        return LineText.read(upload, number, line, "");
    }
}
