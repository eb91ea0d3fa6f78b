package io.chirograph.journal.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.chirograph.Effort;
import io.chirograph.journal.Contents;
import io.chirograph.journal.Journal;
import io.chirograph.journal.JournalCorruptException;
import io.chirograph.journal.JournalProperties;
import io.chirograph.journal.JournalRecord;
import io.chirograph.journal.JournalVersionException;
import io.chirograph.journal.MutableClock;
import io.chirograph.journal.NamedContent;
import io.chirograph.journal.Records;
import io.chirograph.journal.StoredContent;
import io.chirograph.journal.StoredRecord;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Cuts a small journal of several files at every byte and flips every bit of it.
@Tag("slow")
class DamageTest {
    private static final Path DIRECTORY = Path.of("journal");
    private static final JournalProperties LIMITS = Records.limits(4096, 100);

    private final MutableClock clock = new MutableClock();
    private boolean withContent;
    private final List<String> acknowledged = new ArrayList<>();

    @Test
    void everyFlippedBitOfAStoppedJournalIsHarmlessOrReported() throws Exception {
        Map<String, byte[]> image = image(true, 33);
        assertThat(image.size()).isEqualTo(3);
        Counts counts = flipAll(image, -1);
        assertThat(counts.reported).isPositive();
        assertThat(counts.harmless).isPositive();
        assertThat(counts.lastGroupLost).isZero();
    }

    @Test
    void everyFlippedBitOfAKilledJournalIsHarmlessOrReportedOrInTheLastGroup() throws Exception {
        Map<String, byte[]> image = image(false, 21);
        Counts counts = flipAll(image, acknowledged.size() - 1);
        assertThat(counts.reported).isPositive();
        assertThat(counts.harmless).isPositive();
        int lastGroupBytes = Frame.HEADER + acknowledged.getLast().length();
        assertThat(counts.lastGroupLost).isPositive().isLessThanOrEqualTo(8 * lastGroupBytes);
    }

    @Test
    void everyCutIsReported() throws Exception {
        Map<String, byte[]> image = image(false, 21);
        for (String name : image.keySet()) {
            byte[] whole = file(image, name);
            for (int length = 0; length < whole.length; length++) {
                byte[] cut = Arrays.copyOf(whole, length);
                assertThat(readAll(with(image, name, cut)).error)
                        .as("%s cut to %d bytes", name, length)
                        .isNotNull();
            }
        }
    }

    @Test
    void aMissingFileBetweenOthersIsReported() throws Exception {
        Map<String, byte[]> image = image(true, 33);
        var without = new TreeMap<>(image);
        without.remove(image.keySet().stream().skip(1).findFirst().orElseThrow());
        assertThat(readAll(without).error)
                .isInstanceOf(JournalCorruptException.class)
                .hasMessageContaining("missing");
    }

    @Test
    void aFileOfAnotherJournalIsReported() throws Exception {
        Map<String, byte[]> image = image(true, 33);
        Map<String, byte[]> other = image(true, 33);
        String last = List.copyOf(image.keySet()).getLast();
        assertThat(readAll(with(image, last, file(other, last))).error)
                .isInstanceOf(JournalCorruptException.class)
                .hasMessageContaining("belongs to journal");
    }

    @Test
    void twoBadGroupsAtTheEndAreTooMuchForATornEndWhenTheyAreLong() throws Exception {
        var disk = new MemoryDisk(Long.MAX_VALUE);
        try (var journal =
                DiskJournal.open(DIRECTORY, Records.limits(4 << 20, 8), clock, disk, CommitObserver.NONE, false)) {
            for (int i = 0; i < 20; i++) {
                journal.append(Records.plain("x".repeat(Journal.MAX_PAYLOAD)));
            }
            disk = disk.killed();
        }
        Map<String, byte[]> image = disk.image();
        String name = JournalFile.name(0, 0);
        byte[] bytes = file(image, name);
        for (int at = Frame.HEADER + FileHeader.BYTES; at < bytes.length; at++) {
            if (bytes[at] == (byte) 0xFF) {
                bytes[at] = 1; // no frame holds any more, apart from the file's own
            }
        }
        assertThat(readAll(image).error)
                .isInstanceOf(JournalCorruptException.class)
                .hasMessageContaining("more than one group can hold");
    }

    @Test
    void aNewerFormatIsRefusedByItsNumber() throws Exception {
        Map<String, byte[]> image = image(true, 33);
        String last = List.copyOf(image.keySet()).getLast();
        byte[] newer = file(image, last).clone();
        newer[8] = 3;
        assertThat(readAll(with(image, last, newer)).error)
                .isInstanceOf(JournalVersionException.class)
                .hasMessageContaining("format 3");
    }

    @Test
    void everyFlippedBitOfAStoppedJournalWithContentIsHarmlessOrReported() throws Exception {
        withContent = true;
        Map<String, byte[]> image = image(true, 20);
        assertThat(image.size()).isGreaterThan(1);
        Counts counts = flipAll(image, -1);
        assertThat(counts.reported).isPositive();
        assertThat(counts.harmless).isPositive();
        assertThat(counts.lastGroupLost).isZero();
    }

    @Test
    void everyFlippedBitOfAKilledJournalLosesARecordWithItsContentOrNothing() throws Exception {
        withContent = true;
        Map<String, byte[]> image = image(false, 15);
        Counts counts = flipAll(image, acknowledged.size() - 1);
        assertThat(counts.reported).isPositive();
        assertThat(counts.harmless).isPositive();
        assertThat(counts.lastGroupLost).isPositive();
    }

    private Map<String, byte[]> image(boolean stopped, int records) throws Exception {
        acknowledged.clear();
        var disk = new MemoryDisk(Long.MAX_VALUE);
        var journal = DiskJournal.open(DIRECTORY, LIMITS, clock, disk, CommitObserver.NONE, false);
        for (int i = 0; i < records; i++) {
            String text = "record " + i + " " + "r".repeat(i % 5 == 0 ? 300 : 150);
            JournalRecord entry =
                    i % 3 == 0 ? Records.opens(new UUID(i, i), text) : Records.closes(new UUID(i - 1, i - 1), text);
            List<NamedContent> content = !withContent || i == 0 || i % 2 != 0
                    ? List.of()
                    : List.of(
                            Contents.staged(journal, entry.key(), 0, Contents.bytes(60, i), 30, i % 4 == 0 ? 30 : 10),
                            Contents.inline(1, Contents.bytes(40, -i)));
            journal.append(entry, content);
            acknowledged.add(
                    content.isEmpty() ? text : text + hex(Contents.bytes(60, i)) + hex(Contents.bytes(40, -i)));
        }
        Map<String, byte[]> image;
        if (stopped) {
            journal.close();
            image = disk.image();
        } else {
            image = disk.killed().image();
            journal.close();
        }
        image.keySet().removeIf(name -> !name.endsWith(JournalFile.SUFFIX));
        return image;
    }

    private static final class Counts {
        private int harmless;
        private int reported;
        private int lastGroupLost;
    }

    /// @param mayBeLost the one record that a flip may cut off; -1 for none
    private Counts flipAll(Map<String, byte[]> image, int mayBeLost) {
        var counts = new Counts();
        String last = List.copyOf(image.keySet()).getLast();
        image.forEach((name, whole) -> {
            for (int bit = 0; bit < whole.length * 8; bit++) {
                if (!Effort.takes(bit, 23)) {
                    continue;
                }
                byte[] flipped = whole.clone();
                flipped[bit / 8] ^= (byte) (1 << (bit % 8));
                Found found = readAll(with(image, name, flipped));
                if (found.error != null) {
                    counts.reported++;
                } else if (found.texts.equals(acknowledged)) {
                    counts.harmless++;
                } else if (mayBeLost >= 0
                        && name.equals(last)
                        && found.texts.equals(acknowledged.subList(0, mayBeLost))
                        && found.tornBytes > 0) {
                    counts.lastGroupLost++;
                } else {
                    fail("bit %d of %s: %d records of %d, none reported"
                            .formatted(bit, name, found.texts.size(), acknowledged.size()));
                }
            }
        });
        return counts;
    }

    private static Map<String, byte[]> with(Map<String, byte[]> image, String name, byte[] bytes) {
        var changed = new TreeMap<>(image);
        changed.put(name, bytes);
        return changed;
    }

    private static byte[] file(Map<String, byte[]> image, String name) {
        return Objects.requireNonNull(image.get(name), name);
    }

    private static String hex(byte[] bytes) {
        return " " + HexFormat.of().formatHex(bytes);
    }

    private record Found(
            List<String> texts, long tornBytes, @Nullable Exception error) {}

    private Found readAll(Map<String, byte[]> image) {
        var disk = MemoryDisk.of(image);
        var texts = new ArrayList<String>();
        try {
            JournalRecovery recovery = JournalRecovery.run(disk, DIRECTORY, LIMITS, clock);
            var found = new ArrayList<StoredRecord>();
            recovery.files().read(0, recovery.start().found().nextSequence(), found::add);
            for (StoredRecord record : found) {
                var text = new StringBuilder(Records.text(record));
                for (StoredContent content : record.content()) {
                    try (InputStream in = recovery.files().content(record, content)) {
                        text.append(hex(in.readAllBytes()));
                    }
                }
                texts.add(text.toString());
            }
            return new Found(texts, recovery.report().tornBytes(), null);
        } catch (IOException | JournalCorruptException e) {
            return new Found(texts, 0, e);
        }
    }
}
