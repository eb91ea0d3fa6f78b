package io.chirograph.journal.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.journal.Contents;
import io.chirograph.journal.JournalCorruptException;
import io.chirograph.journal.JournalLockedException;
import io.chirograph.journal.JournalProperties;
import io.chirograph.journal.JournalVersionException;
import io.chirograph.journal.Records;
import io.chirograph.journal.StagedContent;
import io.chirograph.journal.inspect.JournalInspection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalInspectionTest {
    private static final JournalProperties LIMITS = Records.limits(4096, 100);
    private static final UUID CALL = new UUID(1, 2);

    @TempDir
    private Path directory;

    private DiskJournal open() throws Exception {
        return DiskJournal.open(directory, LIMITS, Clock.systemUTC());
    }

    /// Several files, and a call that stays open.
    private void fill(int records) throws Exception {
        try (DiskJournal journal = open()) {
            journal.append(Records.opens(CALL, "begins"));
            for (int i = 1; i < records; i++) {
                journal.append(Records.plain("record " + i + " " + "x".repeat(300)));
            }
        }
    }

    private Map<String, String> image() throws IOException {
        Map<String, String> image = new TreeMap<>();
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                image.put(file.getFileName().toString(), HexFormat.of().formatHex(Files.readAllBytes(file)));
            }
        }
        return image;
    }

    private Path last() throws IOException {
        try (var files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(JournalFile.SUFFIX))
                    .max(Path::compareTo)
                    .orElseThrow();
        }
    }

    private static void set(Path file, int offset, int value) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[offset] = (byte) value;
        Files.write(file, bytes);
    }

    @Test
    void aStoppedJournalIsToldWholeAndNotOneByteIsChanged() throws Exception {
        fill(30);
        Map<String, String> before = image();
        JournalInspection found = JournalInspection.of(directory);
        assertThat(image()).isEqualTo(before);
        assertThat(found.damage()).isNull();
        assertThat(found.clean()).isTrue();
        assertThat(found.openCalls()).containsExactly(CALL);
        assertThat(found.nextSequence()).isEqualTo(30);
        assertThat(found.files()).hasSizeGreaterThan(2);
        assertThat(found.files().stream()
                        .mapToLong(JournalInspection.DataFile::records)
                        .sum())
                .isEqualTo(30);
        for (int i = 1; i < found.files().size(); i++) {
            assertThat(found.files().get(i).firstGroup())
                    .isEqualTo(found.files().get(i - 1).nextGroup());
        }
    }

    @Test
    void contentIsCountedAndItsBytesAreNotTold() throws Exception {
        byte[] secret = "the patient's name".repeat(1000).getBytes(StandardCharsets.UTF_8);
        try (DiskJournal journal = open()) {
            journal.append(
                    Records.opens(CALL, "begins"), List.of(Contents.staged(journal, CALL, 0, secret, 7000, 700)));
            journal.stage(CALL, (byte) 1, StagedContent.NONE, secret);
        }
        JournalInspection found = JournalInspection.of(directory);
        assertThat(found.damage()).isNull();
        assertThat(found.unnamedContent()).isEqualTo(1);
        assertThat(found.files().stream()
                        .mapToLong(JournalInspection.DataFile::contentFrames)
                        .sum())
                .isEqualTo(4);
        assertThat(found.files().stream()
                        .mapToLong(JournalInspection.DataFile::contentBytes)
                        .sum())
                .isEqualTo(2L * secret.length);
        assertThat(found.toString()).doesNotContain("patient");
    }

    @Test
    void aTornEndIsToldWithItsPlaceAndLeftAsItIs() throws Exception {
        fill(3);
        JournalInspection whole = JournalInspection.of(directory);
        int end = (int) whole.files().getLast().used();
        set(last(), end + 10, 7);
        Map<String, String> before = image();
        JournalInspection found = JournalInspection.of(directory);
        assertThat(image()).isEqualTo(before);
        assertThat(found.damage()).isNull();
        assertThat(found.clean()).isFalse();
        assertThat(found.tornBytes()).isEqualTo(11);
        assertThat(found.tornDigest()).startsWith("sha256:");
        assertThat(found.files().getLast().used()).isEqualTo(end);
    }

    @Test
    void damageInAnOlderFileIsToldWithFileAndOffset() throws Exception {
        fill(30);
        JournalInspection whole = JournalInspection.of(directory);
        Path first = directory.resolve(whole.files().getFirst().name());
        int inside = (int) whole.files().getFirst().used() - 20;
        set(first, inside, Files.readAllBytes(first)[inside] ^ 1);
        JournalInspection found = JournalInspection.of(directory);
        assertThat(found.damage()).contains(first.getFileName().toString()).contains("offset");
        assertThat(found.files()).isEmpty();
    }

    @Test
    void whatAStartRefusesIsDamageHereToo() throws Exception {
        fill(8);
        Path file = last();
        byte[] good = Files.readAllBytes(file);
        int used = (int) JournalInspection.of(directory).files().getLast().used();
        for (int at = 0; at < used; at += 13) {
            byte[] bad = good.clone();
            bad[at] ^= 4;
            Files.write(file, bad);
            String found = inspect();
            assertThat(found).as("flip at %d", at).isEqualTo(start());
            Files.write(file, good);
        }
    }

    private String inspect() throws IOException {
        try {
            String damage = JournalInspection.of(directory).damage();
            return damage == null ? "holds" : damage;
        } catch (JournalVersionException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private String start() throws IOException {
        try {
            ActiveFile found = null;
            List<JournalFile> files = FileSet.load(new LocalDisk(), directory).all();
            for (JournalFile one : files) {
                try (OpenFile file = new LocalDisk().openForReading(one.path())) {
                    found = ActiveFile.examine(file, one);
                }
            }
            return found == null ? "empty" : "holds";
        } catch (JournalCorruptException | JournalVersionException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Test
    void anUncleanStopIsNoDamage() throws Exception {
        try (DiskJournal journal = open()) {
            journal.append(Records.plain("one"));
            Path copy = directory.resolveSibling(directory.getFileName() + "-copy");
            Files.createDirectories(copy);
            Files.copy(last(), copy.resolve(last().getFileName()));
            JournalInspection found = JournalInspection.of(copy);
            assertThat(found.clean()).isFalse();
            assertThat(found.damage()).isNull();
            assertThat(found.nextSequence()).isEqualTo(1);
        }
    }

    @Test
    void aJournalInUseIsRefused() throws Exception {
        try (DiskJournal journal = open()) {
            assertThat(journal.nextSequence()).isZero();
            assertThatThrownBy(() -> JournalInspection.of(directory))
                    .isInstanceOf(JournalLockedException.class)
                    .hasMessageContaining(
                            "is in use by process " + ProcessHandle.current().pid());
        }
    }

    @Test
    void aNewerFormatIsRefused() throws Exception {
        fill(2);
        set(last(), 8, 3);
        assertThatThrownBy(() -> JournalInspection.of(directory))
                .isInstanceOf(JournalVersionException.class)
                .hasMessageContaining("journal format 3");
    }

    @Test
    void whatIsNoDirectoryIsNoJournal() {
        assertThatThrownBy(() -> JournalInspection.of(directory.resolve("none")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no journal");
    }
}
