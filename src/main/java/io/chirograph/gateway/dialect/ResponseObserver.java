package io.chirograph.gateway.dialect;

import io.chirograph.support.coding.ContentCoding;
import io.chirograph.support.coding.ContentDecoder;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Observes a response as it streams by and says where its end begins: undoes its content encoding, reads JSON or
/// events.
/// A body's own first byte decides between the two where the content type may be wrong: clients that asked for a
/// stream read one whatever the type says. One thread at a time; not reusable.
public final class ResponseObserver implements AutoCloseable {
    private static final String AWS_STREAM = "application/vnd.amazon.eventstream";

    private final ResponseExtractor learning;
    private final @Nullable ContentDecoder decoder;
    private final boolean isDeclaredStream;
    private final boolean mayBeCut;
    private boolean isUndecided;
    private @Nullable BodyFormat form;
    private boolean isFed;
    private long fed;
    private long decoded;
    private long held;
    private long released;
    private long passedAtFed;
    private long passedAtDecoded;
    private @Nullable ResponseFacts facts;

    /// @param isJson whether such a response holds JSON wherever it says so, so that incomplete JSON broke off; of any
    ///     other, incomplete JSON is only sure to have broken off where neither length nor chunks bound it
    ResponseObserver(ResponseExtractor learning, boolean isJson, UnaryOperator<@Nullable String> header) {
        this.learning = learning;
        String type = mediaType(header.apply("content-type"));
        String encoding = header.apply("content-encoding");
        boolean isFramed = header.apply("content-length") != null || header.apply("transfer-encoding") != null;
        this.mayBeCut = !isFramed || (isJson && type.endsWith("json"));
        this.isDeclaredStream = isStream(type);
        boolean isEvents = type.equals("text/event-stream");
        boolean isReadable = isEvents || type.equals(AWS_STREAM) || mayBeText(type, learning.isUnderstood());
        this.decoder = isReadable ? ContentCoding.decoder(encoding) : null;
        if (isReadable && (decoder != null || ContentCoding.isIdentity(encoding))) {
            this.form = isEvents
                    ? new EventStream(learning)
                    : type.equals(AWS_STREAM) ? new AwsEventStream(learning) : null;
            this.isUndecided = form == null;
        }
    }

    static String mediaType(@Nullable String contentType) {
        if (contentType == null) {
            return "";
        }
        int parameters = contentType.indexOf(';');
        String type = parameters < 0 ? contentType : contentType.substring(0, parameters);
        return type.strip().toLowerCase(Locale.ROOT);
    }

    private static boolean isStream(String type) {
        return type.equals("text/event-stream")
                || type.equals(AWS_STREAM)
                || type.contains("ndjson")
                || type.contains("jsonl")
                || type.contains("stream+json");
    }

    private static boolean mayBeText(String type, boolean isUnderstood) {
        return type.endsWith("json")
                || (isUnderstood
                        && (type.isEmpty() || type.startsWith("text/") || type.equals("application/octet-stream")));
    }

    /// Sees the next bytes of the body as they come from the wire and returns how many of the newest of all that came
    /// must be held until the call is recorded as complete: the dialect's terminal event and everything after it.
    /// All older ones may be released at once.
    ///
    /// Where a dialect names no terminal event, what was held as the last event may go as soon as content follows.
    /// Never throws for what the bytes hold.
    public long feed(byte[] buffer, int offset, int length) {
        isFed |= length > 0;
        if (decoder == null) {
            return look(buffer, offset, length);
        }
        if (decoded - held >= passedAtDecoded) {
            passedAtFed = fed;
            passedAtDecoded = decoded;
        }
        fed += length;
        decoder.feed(buffer, offset, length, (bytes, from, count) -> {
            decoded += count;
            held = look(bytes, from, count);
        });
        // What is held begins somewhere in the decoded text; of the wire's bytes only whole pieces are told apart.
        if (held == 0) {
            released = fed;
        } else if (decoded - held >= passedAtDecoded) {
            released = Math.max(released, passedAtFed);
        }
        return fed - released;
    }

    private long look(byte[] bytes, int offset, int length) {
        if (isUndecided) {
            decide(bytes, offset, length);
        }
        return form == null ? 0 : form.feed(bytes, offset, length);
    }

    private void decide(byte[] bytes, int offset, int length) {
        for (int i = offset; i < offset + length && isUndecided; i++) {
            switch (bytes[i]) {
                case ' ', '\t', '\r', '\n', (byte) 0xEF, (byte) 0xBB, (byte) 0xBF -> {}
                case '{' ->
                    decided(
                            isDeclaredStream && learning.isLineStream()
                                    ? new JsonText.Lines(learning)
                                    : new JsonText(learning, false));
                case '[' -> decided(new JsonText(learning, learning.isListStream()));
                case 'd', 'e', 'i', 'r', ':' -> decided(new EventStream(learning));
                default -> decided(null);
            }
        }
    }

    private void decided(@Nullable BodyFormat what) {
        isUndecided = false;
        form = what;
    }

    /// Whether the terminal event is whole: the dialect has nothing more to say. The body may go on all the same, and
    /// is
    /// fed to its end. For a compressed body this waits for the end of the compressed stream.
    public boolean ended() {
        return form != null && form.ended() && (decoder == null || decoder.atEnd());
    }

    /// Whether the response is a stream of events, as far as it is known by now.
    public boolean isStream() {
        return isDeclaredStream || isUndecided || (form != null && form.isStream());
    }

    /// How many events of a stream were whole by now.
    public int events() {
        return learning.events();
    }

    /// Whether one of them brought output, or may have.
    public boolean hasOutput() {
        return form == null ? !isUndecided : learning.hasOutput();
    }

    /// The code of an error that an event reported; null for none.
    public @Nullable String failed() {
        return learning.failed();
    }

    /// What was learnt; after the last byte or when the response broke off.
    public ResponseFacts facts() {
        if (facts == null) {
            End end = form == null ? unread() : form.close();
            boolean isStream = isDeclaredStream || (form != null && form.isStream());
            boolean isRead = form != null && (decoder == null || !decoder.broken());
            facts = learning.facts(isStream, isRead, judged(end, isStream));
        }
        return facts;
    }

    /// Of a list of events not even the beginning came.
    private End unread() {
        return isUndecided && learning.isListStream() ? End.BROKEN : End.UNKNOWN;
    }

    private End judged(End end, boolean isStream) {
        End decoded = end;
        if (decoder != null && isFed && end != End.WHOLE) {
            decoded = decoder.broken() ? End.UNKNOWN : decoder.atEnd() ? end : End.BROKEN;
        }
        return decoded == End.BROKEN && !isStream && !mayBeCut ? End.UNKNOWN : decoded;
    }

    /// Releases native decoders. Idempotent.
    @Override
    public void close() {
        if (decoder != null) {
            decoder.close();
        }
    }
}
