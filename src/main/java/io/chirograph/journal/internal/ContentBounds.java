package io.chirograph.journal.internal;

import io.chirograph.journal.Journal;
import io.chirograph.journal.JournalRecord;
import io.chirograph.journal.NamedContent;
import io.chirograph.journal.RecordKind;
import io.chirograph.journal.StagedContent;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;
import java.util.UUID;

/// What content the journal takes.
public final class ContentBounds {
    private static final int PARTS = 128;

    private ContentBounds() {}

    /// What every record keeps to.
    public static void check(JournalRecord entry) {
        require(
                entry.payload().length <= Journal.MAX_PAYLOAD,
                "payload has " + entry.payload().length + " bytes, the journal takes at most " + Journal.MAX_PAYLOAD);
        require(entry.retention() >= 0, "retention code is " + entry.retention() + " but must be 0 to 127");
    }

    public static void check(UUID key, byte part, StagedContent before, byte[] bytes) {
        require(!key.equals(Frame.NO_KEY), "content that is staged needs a key, and it has none");
        checkPart(part);
        checkStaged(before);
        require(
                bytes.length >= 1 && bytes.length <= Journal.MAX_INLINE,
                "staged content has " + bytes.length + " bytes, the journal takes 1 to " + Journal.MAX_INLINE);
    }

    public static void check(JournalRecord entry, List<NamedContent> content) {
        if (content.isEmpty()) {
            return;
        }
        var parts = new BitSet(PARTS);
        long bytes = Frame.HEADER + (long) entry.payload().length;
        for (NamedContent one : content) {
            checkPart(one.part());
            require(!parts.get(one.part()), "part " + one.part() + " of a record's content is named twice");
            parts.set(one.part());
            checkStaged(one.staged());
            int name = one.retentionClass().getBytes(StandardCharsets.UTF_8).length;
            require(
                    name >= 1 && name <= ContentFrames.MAX_CLASS,
                    "a retention class's name has " + name + " bytes, the journal takes 1 to "
                            + ContentFrames.MAX_CLASS);
            require(
                    one.head().length <= Journal.MAX_HEAD,
                    "the head of content has " + one.head().length + " bytes, the journal takes at most "
                            + Journal.MAX_HEAD);
            require(
                    one.rest().length <= Journal.MAX_INLINE,
                    "content that comes with its record has " + one.rest().length + " bytes, the journal takes at most "
                            + Journal.MAX_INLINE);
            bytes += ContentFrames.sizeOf(one, name);
        }
        require(
                bytes <= Frame.MAX_GROUP_BYTES,
                "a record and its content take " + bytes + " bytes, the journal takes at most " + Frame.MAX_GROUP_BYTES
                        + "; the rest is to be staged");
    }

    /// Several records at once: plain ones, whose content comes along.
    public static void check(List<Journal.Entry> entries) {
        require(
                !entries.isEmpty() && entries.size() <= Journal.MAX_RECORDS,
                entries.size() + " records are appended together, the journal takes 1 to " + Journal.MAX_RECORDS);
        for (Journal.Entry one : entries) {
            require(one.record().kind() == RecordKind.PLAIN, "only plain records are appended together");
            for (NamedContent content : one.content()) {
                require(
                        content.staged().equals(StagedContent.NONE),
                        "content of records that are appended together is not staged");
            }
        }
    }

    private static void checkPart(byte part) {
        require(part >= 0, "part is " + part + " but must be 0 to 127");
    }

    private static void checkStaged(StagedContent staged) {
        boolean isNone = staged.equals(StagedContent.NONE);
        boolean isSome = staged.group() >= 0 && staged.pieces() > 0 && staged.length() >= staged.pieces();
        require(isNone || isSome, "no content is staged as " + staged);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
