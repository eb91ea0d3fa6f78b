package io.chirograph.journal.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.journal.Contents;
import io.chirograph.journal.JournalRecord;
import io.chirograph.journal.MutableClock;
import io.chirograph.journal.Records;
import io.chirograph.journal.StagedContent;
import io.chirograph.journal.StoredRecord;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Journals that were written before there was content, in format 1.
class OlderFormatTest {
    private static final Path DIRECTORY = Path.of("journal");
    private static final int RECORDS = 21;
    private static final String ACTIVE = JournalFile.name(15, 16);

    private final MutableClock clock = new MutableClock();
    private MemoryDisk disk = new MemoryDisk(1 << 20);

    private DiskJournal open() throws Exception {
        return DiskJournal.open(DIRECTORY, Records.limits(4096, 100), clock, disk, CommitObserver.NONE, false);
    }

    private void load(String how) throws IOException, URISyntaxException {
        URL found = getClass().getResource("/journal-v1/" + how);
        var image = new TreeMap<String, byte[]>();
        try (var files = Files.list(Path.of(Objects.requireNonNull(found, how).toURI()))) {
            for (Path file : files.toList()) {
                image.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
        }
        assertThat(image).hasSize(2).containsKey(ACTIVE);
        disk = MemoryDisk.of(image);
    }

    private int version(String name) {
        return Objects.requireNonNull(disk.image().get(name), name)[8];
    }

    private static void assertHoldsWhatItHeld(DiskJournal journal) throws Exception {
        List<StoredRecord> found = Records.all(journal);
        int at = 0;
        for (int i = 0; i < 12; i++) {
            var key = new UUID(5, i);
            assertSame(found.get(at++), Records.opens(key, "begun " + i + " " + "x".repeat(300)));
            if (i % 4 != 3) {
                assertSame(found.get(at++), Records.closes(key, "ended " + i));
            }
        }
        assertThat(at).isEqualTo(RECORDS);
        assertThat(found.subList(0, RECORDS))
                .allMatch(record -> record.content().isEmpty());
    }

    private static void assertSame(StoredRecord stored, JournalRecord entry) {
        assertThat(stored.entry().kind()).isEqualTo(entry.kind());
        assertThat(stored.entry().key()).isEqualTo(entry.key());
        assertThat(stored.entry().retention()).isEqualTo(entry.retention());
        assertThat(stored.entry().time()).isEqualTo(entry.time());
        assertThat(stored.entry().payload()).isEqualTo(entry.payload());
    }

    @ParameterizedTest
    @ValueSource(strings = {"stopped", "killed"})
    void itIsReadAndGoneOnWith(String how) throws Exception {
        load(how);
        try (var journal = open()) {
            assertThat(journal.recovery().clean()).isEqualTo(how.equals("stopped"));
            assertThat(journal.recovery().openKeys()).containsOnlyKeys(new UUID(5, 3), new UUID(5, 7), new UUID(5, 11));
            assertHoldsWhatItHeld(journal);
            // Without content the file is gone on with, as it began.
            assertThat(journal.append(Records.closes(new UUID(5, 3), "goes on")))
                    .isEqualTo(RECORDS);
            assertThat(journal.status().openKeys()).isEqualTo(2);
            assertHoldsWhatItHeld(journal);
            disk = disk.killed();
        }
        assertThat(version(ACTIVE)).isEqualTo(1);
        try (var journal = open()) {
            assertHoldsWhatItHeld(journal);
            assertThat(Records.text(Records.all(journal).getLast())).isEqualTo("goes on");
        }
        assertThat(disk.image().keySet().stream().filter(name -> name.endsWith(JournalFile.SUFFIX)))
                .hasSize(2);
        assertThat(version(ACTIVE)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"stopped", "killed"})
    void contentBeginsANewFile(String how) throws Exception {
        load(how);
        var key = new UUID(5, 7);
        byte[] all = Contents.bytes(700, 1);
        try (var journal = open()) {
            StagedContent staged = journal.stage(key, (byte) 0, StagedContent.NONE, all);
            journal.append(Records.closes(key, "with content"), List.of(Contents.named(0, staged, new byte[0])));
            disk = disk.killed();
        }
        List<String> names = disk.image().keySet().stream()
                .filter(name -> name.endsWith(JournalFile.SUFFIX))
                .toList();
        assertThat(names).hasSize(3);
        assertThat(names.stream().mapToInt(this::version)).containsExactly(1, 1, 2);
        assertThat(disk.image().get(ACTIVE))
                .satisfies(bytes -> assertThat(kinds(bytes)).allMatch(kind -> kind < 20));
        try (var journal = open()) {
            assertHoldsWhatItHeld(journal);
            StoredRecord last = Records.all(journal).getLast();
            assertThat(Contents.of(journal, last).get((byte) 0)).isEqualTo(all);
            assertThat(journal.recovery().openKeys()).containsOnlyKeys(new UUID(5, 3), new UUID(5, 11));
        }
    }

    private static List<Integer> kinds(byte[] file) {
        return IntStream.range(0, file.length - Frame.HEADER)
                .filter(at -> file[at] == (byte) 0xFF && file[at + 1] == 'C' && file[at + 2] == 'J')
                .mapToObj(at -> (int) file[at + 9])
                .toList();
    }

    @Test
    void aFrameOfContentInAFileOfFormatOneIsNoFrame() {
        assertThat(FrameKind.ofCode((byte) 20, 1)).isNull();
        assertThat(FrameKind.ofCode((byte) 19, 1)).isEqualTo(FrameKind.RECOVERED);
        assertThat(FrameKind.ofCode((byte) 22, 2)).isEqualTo(FrameKind.PINS);
    }
}
