package io.chirograph.gateway.dialect;

import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Reads one answer: undoes its content encoding and looks at it as JSON or as a stream of events.
///
/// A body's own first byte decides between the two where the content type may be wrong: clients that asked
/// for a stream read one whatever the type says.
final class BodyReader implements AnswerReader {
    private enum Form {
        UNDECIDED,
        JSON,
        STREAM,
        OPAQUE
    }

    private final Learning learning;
    private final @Nullable ContentDecoder decoder;
    private final boolean declaredStream;
    private Form form;
    private @Nullable JsonScanner json;
    private @Nullable EventStream stream;
    private boolean holding;
    private @Nullable AnswerFacts facts;

    BodyReader(Learning learning, UnaryOperator<@Nullable String> header) {
        this.learning = learning;
        String type = mediaType(header.apply("content-type"));
        String encoding = header.apply("content-encoding");
        this.declaredStream = type.equals("text/event-stream");
        this.form = declaredStream ? Form.STREAM : mayBeText(type) ? Form.UNDECIDED : Form.OPAQUE;
        if (ContentDecoder.isIdentity(encoding)) {
            this.decoder = null;
        } else {
            this.decoder = form == Form.OPAQUE || encoding == null ? null : ContentDecoder.of(encoding);
            if (decoder == null) {
                this.form = Form.OPAQUE;
            }
        }
        if (form == Form.STREAM) {
            this.stream = new EventStream(learning);
        }
    }

    private static String mediaType(@Nullable String contentType) {
        if (contentType == null) {
            return "";
        }
        int parameters = contentType.indexOf(';');
        String type = parameters < 0 ? contentType : contentType.substring(0, parameters);
        return type.strip().toLowerCase(Locale.ROOT);
    }

    private static boolean mayBeText(String type) {
        return type.isEmpty()
                || type.startsWith("text/")
                || type.endsWith("json")
                || type.equals("application/octet-stream");
    }

    @Override
    public int feed(byte[] buffer, int offset, int length) {
        if (decoder == null) {
            return look(buffer, offset, length);
        }
        decoder.feed(buffer, offset, length, (bytes, from, count) -> holding |= look(bytes, from, count) < count);
        return holding ? 0 : length;
    }

    private int look(byte[] bytes, int offset, int length) {
        if (form == Form.UNDECIDED) {
            decide(bytes, offset, length);
        }
        if (stream != null) {
            return stream.feed(bytes, offset, length);
        }
        if (json != null) {
            json.feed(bytes, offset, length);
        }
        return length;
    }

    private void decide(byte[] bytes, int offset, int length) {
        for (int i = offset; i < offset + length && form == Form.UNDECIDED; i++) {
            switch (bytes[i]) {
                case ' ', '\t', '\r', '\n', (byte) 0xEF, (byte) 0xBB, (byte) 0xBF -> {}
                case '{', '[' -> {
                    form = Form.JSON;
                    json = new JsonScanner(learning.shape(), learning);
                }
                case 'd', 'e', 'i', 'r', ':' -> {
                    form = Form.STREAM;
                    stream = new EventStream(learning);
                }
                default -> form = Form.OPAQUE;
            }
        }
    }

    @Override
    public boolean ended() {
        return stream != null && stream.ended() && (decoder == null || decoder.atEnd());
    }

    @Override
    public AnswerFacts facts() {
        if (facts == null) {
            boolean endSeen = false;
            if (stream != null) {
                endSeen = stream.close();
            } else {
                learning.eventEnded();
            }
            boolean readable = stream != null && (decoder == null || !decoder.broken());
            facts = learning.facts(declaredStream || (stream != null && stream.events()), readable, endSeen);
        }
        return facts;
    }

    @Override
    public void close() {
        if (decoder != null) {
            decoder.close();
        }
    }
}
