package io.chirograph.faults;

import io.chirograph.event.value.ContentPart;
import io.chirograph.journal.JournalProperties;
import io.chirograph.journal.StoredContent;
import io.chirograph.journal.StoredRecord;
import io.chirograph.journal.internal.DiskJournal;
import io.chirograph.support.digest.Sha256;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.util.FileSystemUtils;
import org.springframework.util.unit.DataSize;

/// Content that packs and journals hold, by call and part, as digests and lengths.
final class HeldContents {
    private record One(String sha256, long length) {}

    private final Map<String, One> all = new HashMap<>();

    void add(UUID call, String part, byte[] content) {
        all.put(call + "/" + part, new One(Sha256.hex(content), content.length));
    }

    /// What a journal that nobody has open hands over from a position on.
    ///
    /// @param copy where it is copied to and opened; removed afterwards
    static HeldContents ofJournal(Path journal, Path copy, long from) throws Exception {
        var held = new HeldContents();
        Files.createDirectories(copy);
        try (var files = Files.newDirectoryStream(journal, "*.journal")) {
            for (Path file : files) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        var limits = new JournalProperties(
                null,
                DataSize.ofKilobytes(512),
                DataSize.ofGigabytes(10),
                DataSize.ofBytes(0),
                0.8,
                Duration.ofMinutes(10),
                Duration.ofSeconds(1));
        try (var opened = DiskJournal.open(copy, limits, Clock.systemUTC())) {
            List<StoredRecord> naming = new ArrayList<>();
            opened.read(Math.max(from, opened.firstSequence()), naming::add);
            for (StoredRecord stored : naming) {
                for (StoredContent content : stored.content()) {
                    try (InputStream in = opened.content(stored, content)) {
                        String part = content.part() == ContentPart.REQUEST.code()
                                ? ContentPart.REQUEST.wire()
                                : ContentPart.RESPONSE.wire();
                        held.add(stored.entry().key(), part, in.readAllBytes());
                    }
                }
            }
        } finally {
            FileSystemUtils.deleteRecursively(copy);
        }
        return held;
    }

    /// These and those.
    HeldContents and(HeldContents others) {
        var both = new HeldContents();
        both.all.putAll(all);
        both.all.putAll(others.all);
        return both;
    }

    boolean isHeld(String call, String part, String sha256) {
        One one = all.get(call + "/" + part);
        return one != null && one.sha256().equals(sha256);
    }

    /// What there is of it, in words.
    String of(String call, String part) {
        One one = all.get(call + "/" + part);
        return one == null ? "is nowhere" : one.length() + " bytes with SHA-256 " + one.sha256() + " are held";
    }

    int size() {
        return all.size();
    }

    long largerThan(long length) {
        return all.values().stream().filter(one -> one.length() > length).count();
    }
}
