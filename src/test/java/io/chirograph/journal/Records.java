package io.chirograph.journal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.util.unit.DataSize;

/// Records and settings for tests.
public final class Records {
    public static final Instant TIME = Instant.parse("2026-11-21T12:00:00.123456789Z");

    private Records() {}

    public static JournalRecord plain(String text) {
        return new JournalRecord(RecordKind.PLAIN, new UUID(0, 0), (byte) 0, TIME, bytes(text));
    }

    /// With one of four retention codes, which the key decides.
    public static JournalRecord opens(UUID key, String text) {
        return new JournalRecord(RecordKind.OPENS, key, retention(key), TIME, bytes(text));
    }

    public static byte retention(UUID key) {
        return switch ((int) (key.getLeastSignificantBits() & 3)) {
            case 0 -> 0;
            case 1 -> 1;
            case 2 -> 126;
            default -> 127;
        };
    }

    public static JournalRecord closes(UUID key, String text) {
        return new JournalRecord(RecordKind.CLOSES, key, (byte) 127, TIME, bytes(text));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    public static String text(StoredRecord stored) {
        return new String(stored.entry().payload(), StandardCharsets.UTF_8);
    }

    public static List<StoredRecord> all(Journal journal) throws IOException, JournalCorruptException {
        var found = new ArrayList<StoredRecord>();
        journal.read(journal.firstSequence(), found::add);
        return found;
    }

    public static List<String> texts(Journal journal) throws IOException, JournalCorruptException {
        return all(journal).stream().map(Records::text).toList();
    }

    /// Files of `fileBytes`, at most `files` of them.
    public static JournalProperties limits(int fileBytes, int files) {
        return new JournalProperties(
                null,
                DataSize.ofBytes(fileBytes),
                DataSize.ofBytes((long) fileBytes * files),
                DataSize.ofBytes(0),
                0.8,
                Duration.ofMinutes(10),
                Duration.ofMillis(20));
    }
}
