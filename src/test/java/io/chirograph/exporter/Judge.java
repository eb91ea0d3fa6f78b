package io.chirograph.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.archive.Layout;
import io.chirograph.exporter.keys.LogIdentity;
import io.chirograph.publishedlog.SegmentCodec;
import io.chirograph.publishedlog.SegmentName;
import io.chirograph.tlog.Hash;
import io.chirograph.tlog.TreeHasher;
import io.chirograph.tlog.note.Checkpoint;
import io.chirograph.tlog.note.SignedNote;
import io.chirograph.tlog.tile.Tile;
import io.chirograph.tlog.tile.TreeBuilder;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads everything back and compares it with the journal it came from, by other code than the exporter's.
final class Judge {
    static final Layout LAYOUT =
            new Layout(LogIdentity.of(Bench.SIGNER.verifierKey()).id());

    private Judge() {}

    /// The archive holds exactly the first `size` records of `journal`, as one history.
    static void oneHistory(MemoryArchive archive, MemoryJournal journal, int size) throws Exception {
        archive.objects.forEach((key, versions) -> assertThat(versions)
                .as(key)
                .allSatisfy(version -> assertThat(version).isEqualTo(versions.getFirst())));
        Map<Long, Hash> roots = new HashMap<>();
        Map<String, byte[]> tiles = new HashMap<>();
        TreeBuilder tree = TreeBuilder.empty();
        for (int i = 0; i < size; i++) {
            tree.append(TreeHasher.leaf(journal.payload(i)), tile -> keep(tiles, tile));
            roots.put(tree.size(), tree.root());
        }
        List<Long> ends = segments(archive, journal, size);
        for (String key : archive.keys("/checkpoints/")) {
            Checkpoint checkpoint = SignedNote.open(
                    archive.bytes(key), Bench.SIGNER.verifierKey().name(), List.of(Bench.SIGNER.verifierKey()));
            assertThat(key).isEqualTo(LAYOUT.checkpoint(checkpoint.size()));
            assertThat(checkpoint.root()).isEqualTo(roots.get(checkpoint.size()));
            assertThat(ends).contains(checkpoint.size());
        }
        assertThat(archive.keys("/checkpoints/")).hasSameSizeAs(ends);
        assertThat(archive.keys("/tile/")).containsExactlyInAnyOrderElementsOf(tiles.keySet());
        tiles.forEach((key, bytes) -> assertThat(archive.bytes(key)).isEqualTo(bytes));
    }

    private static void keep(Map<String, byte[]> tiles, Tile tile) {
        tiles.put(LAYOUT.tile(tile.id().path()), tile.bytes());
    }

    /// Every position is in one segment, dates never decrease; answers where the segments end.
    private static List<Long> segments(MemoryArchive archive, MemoryJournal journal, int size) throws Exception {
        List<Long> ends = new ArrayList<>();
        long position = 0;
        LocalDate date = LocalDate.MIN;
        for (String key : archive.keys("/events/")) {
            SegmentName place = SegmentName.of(LAYOUT, key).orElseThrow();
            assertThat(place.first()).as(key).isEqualTo(position);
            assertThat(place.date()).isAfterOrEqualTo(date);
            List<Hash> expected = new ArrayList<>();
            for (long i = place.first(); i < place.end(); i++) {
                expected.add(TreeHasher.leaf(journal.payload((int) i)));
            }
            assertThat(new SegmentCodec(LAYOUT, place).leaves(archive.bytes(key)))
                    .isEqualTo(expected);
            position = place.end();
            date = place.date();
            ends.add(position);
        }
        assertThat(position).isEqualTo(size);
        return ends;
    }

    /// Every key has the same versions in both.
    static void sameObjects(MemoryArchive one, MemoryArchive other) {
        assertThat(one.objects.keySet()).isEqualTo(other.objects.keySet());
        one.objects.forEach((key, versions) -> assertThat(Arrays.equals(versions.getLast(), other.bytes(key)))
                .as(key)
                .isTrue());
    }
}
