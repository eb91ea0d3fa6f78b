package io.chirograph.rescue;

import io.chirograph.journal.Journal;
import io.chirograph.journal.JournalCorruptException;
import io.chirograph.journal.JournalFailedException;
import io.chirograph.journal.JournalFullException;
import io.chirograph.journal.JournalRecord;
import io.chirograph.journal.NamedContent;
import io.chirograph.journal.RecordKind;
import io.chirograph.journal.StagedContent;
import io.chirograph.journal.StoredContent;
import io.chirograph.journal.StoredRecord;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Carries records over into the journal of a successor, with the content that they name.
/// Never holds more content than one piece.
record Inheritance(Journal old, Journal successor) {
    /// @param from the first position of the old log that is carried over
    void carry(long from) throws IOException, JournalCorruptException {
        StoredRecord naming = plain(from);
        while (naming != null) {
            append(naming);
            naming = plain(naming.sequence() + 1);
        }
    }

    /// Carries over what names no content; answers the first record that does, null when there is none up to the end.
    private @Nullable StoredRecord plain(long from) throws IOException, JournalCorruptException {
        AtomicReference<@Nullable StoredRecord> naming = new AtomicReference<>();
        AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        old.read(from, stored -> {
            if (!stored.content().isEmpty()) {
                naming.set(stored);
                return false;
            }
            try {
                successor.append(inherited(stored.entry()));
                return true;
            } catch (JournalFullException | JournalFailedException e) {
                failure.set(e);
                return false;
            }
        });
        Exception why = failure.get();
        if (why != null) {
            throw refused(why);
        }
        return naming.get();
    }

    private void append(StoredRecord naming) throws IOException, JournalCorruptException {
        List<NamedContent> content = new ArrayList<>();
        try {
            for (StoredContent one : naming.content()) {
                content.add(copied(naming, one));
            }
            successor.append(inherited(naming.entry()), content);
        } catch (JournalFullException | JournalFailedException e) {
            throw refused(e);
        }
    }

    private NamedContent copied(StoredRecord of, StoredContent content)
            throws IOException, JournalCorruptException, JournalFullException, JournalFailedException {
        byte[] inline = content.inline();
        try (InputStream in = inline == null ? old.content(of, content) : new ByteArrayInputStream(inline)) {
            StagedContent staged = StagedContent.NONE;
            byte[] piece = in.readNBytes(Journal.MAX_INLINE);
            while (staged.length() + piece.length < content.length() && piece.length > 0) {
                staged = successor.stage(of.entry().key(), content.part(), staged, piece);
                piece = in.readNBytes(Journal.MAX_INLINE);
            }
            if (staged.length() + piece.length != content.length()) {
                throw new JournalCorruptException("record " + of.sequence() + " names content of " + content.length()
                        + " bytes, and the journal gives " + (staged.length() + piece.length));
            }
            return new NamedContent(content.part(), content.retentionClass(), content.head(), staged, piece);
        } catch (IOException e) {
            if (e.getCause() instanceof JournalCorruptException corrupt) {
                throw corrupt;
            }
            throw e;
        }
    }

    private static IOException refused(Exception why) {
        return new IOException("the new log's journal does not take the records: " + why.getMessage(), why);
    }

    /// A rotation of the old log's key is none of the new log's.
    private static JournalRecord inherited(JournalRecord entry) {
        return entry.kind() == RecordKind.ROTATES
                ? new JournalRecord(RecordKind.PLAIN, new UUID(0, 0), entry.retention(), entry.time(), entry.payload())
                : entry;
    }
}
