package io.chirograph.recording;

import io.chirograph.event.encoding.Digest;
import io.chirograph.event.value.ContentPart;
import io.chirograph.journal.Journal;
import io.chirograph.journal.NamedContent;
import io.chirograph.journal.StagedContent;
import io.chirograph.support.digest.Sha256;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/// Content of one part of a call on its way into the journal.
///
/// What there is memory for waits for the record that names it, and one commit takes both. What is more is made durable
/// as it comes, and never read unless a record names it. One thread.
public final class ContentWriter extends OutputStream {
    /// What a writer takes without asking.
    public static final int LEAST = 8 * 1024;

    private static final byte[] NOTHING = {};

    /// Content could not be made durable; what is written afterwards is refused too.
    public static final class Unavailable extends IOException {
        private final RecordingUnavailable why;

        Unavailable(RecordingUnavailable why) {
            super(why.getMessage(), why);
            this.why = why;
        }

        public RecordingUnavailable why() {
            return why;
        }
    }

    /// More was written than the writer takes.
    public static final class TooLarge extends IOException {
        TooLarge(long most) {
            super("content is larger than " + most + " bytes");
        }
    }

    private final LogWriter log;
    private final UUID callId;
    private final ContentPart part;
    private final long most;
    private final LongPredicate memory;
    private final MessageDigest sha256 = Sha256.create();
    private byte[] buffer = NOTHING;
    private int filled;
    private StagedContent staged = StagedContent.NONE;
    private @Nullable NamedContent named;

    /// @param most bytes that it takes in all
    /// @param memory takes so many bytes of the request's memory, or answers false
    ContentWriter(LogWriter log, UUID callId, ContentPart part, long most, LongPredicate memory) {
        this.log = log;
        this.callId = callId;
        this.part = part;
        this.most = most;
        this.memory = memory;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    /// @throws Unavailable the journal does not take it
    /// @throws TooLarge it is more than the writer takes
    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (this.length() + length > most) {
            throw new TooLarge(most);
        }
        sha256.update(bytes, offset, length);
        int from = offset;
        int end = offset + length;
        while (from < end) {
            if (filled == buffer.length && !grow(filled + end - from)) {
                stage();
            }
            int n = Math.min(end - from, buffer.length - filled);
            System.arraycopy(bytes, from, buffer, filled, n);
            filled += n;
            from += n;
        }
    }

    private boolean grow(int wanted) {
        int larger = Math.min(Journal.MAX_INLINE, Math.max(wanted, buffer.length * 2));
        if (larger <= buffer.length) {
            return false;
        }
        if (larger <= LEAST || memory.test(larger - buffer.length)) {
            buffer = Arrays.copyOf(buffer, larger);
            return true;
        }
        if (buffer.length < LEAST) {
            buffer = Arrays.copyOf(buffer, LEAST);
            return true;
        }
        return false;
    }

    private void stage() throws Unavailable {
        try {
            staged = log.stage(callId, part.code(), staged, Arrays.copyOf(buffer, filled));
            filled = 0;
        } catch (RecordingUnavailable e) {
            throw new Unavailable(e);
        }
    }

    /// How many bytes were written.
    public long length() {
        return staged.length() + filled;
    }

    /// Ends it; nothing may be written afterwards.
    /// @return the SHA-256 over all that was written
    public Digest digest() {
        return new Digest("sha256", null, HexFormat.of().formatHex(sha256.digest()), length());
    }

    public ContentPart part() {
        return part;
    }

    /// Says what a reader must know of it; a fact that it is recorded with names it then.
    /// @param retentionClass the class whose pack it goes to
    /// @param head at most [Journal#MAX_HEAD] bytes
    public void name(String retentionClass, byte[] head) {
        named = new NamedContent(part.code(), retentionClass, head, staged, Arrays.copyOf(buffer, filled));
    }

    NamedContent named() {
        NamedContent content = named;
        if (content == null) {
            throw new IllegalStateException("content of call " + callId + " is recorded before it is named");
        }
        return content;
    }
}
