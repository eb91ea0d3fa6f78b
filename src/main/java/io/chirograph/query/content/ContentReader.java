package io.chirograph.query.content;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.content.envelope.Opened;
import io.chirograph.query.index.LogRefusedException;
import io.chirograph.query.read.AuditedRead;
import io.chirograph.web.ApiException;
import io.chirograph.web.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Hands content to those who may read it, a few at once. Thread-safe.
public final class ContentReader {
    private static final int AT_ONCE = 2;
    private static final long PATIENCE_SECONDS = 10;

    private final ContentAccess access;
    private final ContentArchive archive;
    private final @Nullable ContentOpener opener;
    private final Semaphore places = new Semaphore(AT_ONCE, true);

    ContentReader(ContentAccess access, ContentArchive archive, @Nullable ContentOpener opener) {
        this.access = access;
        this.archive = archive;
        this.opener = opener;
    }

    /// Content that is what its sealed event names.
    /// @param level how it is kept, in the event's word
    /// @param length how many bytes follow
    /// @param mediaType as it was when the content came; null where nobody said
    /// @param contentEncoding of the bytes; null for none
    /// @param opened whether it was decrypted here
    public record Content(
            UUID id,
            String part,
            String level,
            InputStream bytes,
            long length,
            @Nullable String mediaType,
            @Nullable String contentEncoding,
            boolean opened) {}

    /// Takes content as long as it is there.
    @FunctionalInterface
    public interface Sink {
        void take(Content content) throws IOException;
    }

    /// Reads the content of a call's request or response, opened where this process has the key. What is read, and why,
    /// is told to the event of the read.
    /// @param callId as it was given
    /// @param part as it was given
    /// @param asStored whether it stays closed
    /// @throws ApiException it may not be read, or is not there
    public void ofCall(HttpServletRequest request, String callId, String part, boolean asStored, Sink sink)
            throws SQLException, ArchiveUnavailableException, LogRefusedException, IOException, InterruptedException {
        KeptPart.Part named = KeptPart.Part.ofCall(part);
        ContentAccess.Entered entered = access.enter(request, "content", callId, named);
        if (named == null) {
            throw ApiException.notFound("Of a call there are 'request' and 'response'.");
        }
        read(entered, named, request, asStored, sink);
    }

    void read(
            ContentAccess.Entered entered, KeptPart.Part part, HttpServletRequest request, boolean asStored, Sink sink)
            throws SQLException, ArchiveUnavailableException, LogRefusedException, IOException, InterruptedException {
        if (!places.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new ApiException(ErrorCode.CONTENT_UNAVAILABLE, "Too much content is being read at once; ask again.");
        }
        try {
            KeptPart kept = entered.part(part);
            ContentArchive.Stored stored = archive.read(entered.id(), kept, entered.index());
            AuditedRead.of(request).found(1);
            if (opener == null || asStored || !kept.isEncrypted()) {
                sink.take(new Content(
                        entered.id(),
                        kept.part().word(),
                        kept.level(),
                        new ByteArrayInputStream(stored.bytes()),
                        stored.bytes().length,
                        stored.head().mediaType(),
                        stored.head().contentEncoding(),
                        false));
                return;
            }
            try (Opened opened = opener.open(entered.id(), part, stored.bytes());
                    InputStream content = opened.content()) {
                entered.found(request, "opened", null);
                sink.take(new Content(
                        entered.id(),
                        kept.part().word(),
                        kept.level(),
                        content,
                        opened.length(),
                        opened.inside().mediaType(),
                        opened.inside().contentEncoding(),
                        true));
            }
        } finally {
            places.release();
        }
    }
}
