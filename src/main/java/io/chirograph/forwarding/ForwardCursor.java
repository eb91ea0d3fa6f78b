package io.chirograph.forwarding;

import io.chirograph.publishedlog.SegmentName;
import io.chirograph.support.json.StrictJson;
import io.chirograph.tlog.Hash;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.proof.CompactRange;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How far one destination has got in one log. Immutable.
/// @param version of this form
/// @param began where it began; what was before was never meant for it
/// @param position the next event to be sent
/// @param size of the tree that is verified and wholly forwarded, at most `position`
/// @param frontier of that tree, hex, the largest subtree first
/// @param date of the last segment of that tree, its first position and count; null for none
/// @param sent events that were taken
/// @param parked events that the destination refused
/// @param parkedAt where the last of these were
/// @param lost events that had left the archive before they were sent
/// @param lostAt where the last of these were
record ForwardCursor(
        int version,
        String log,
        long began,
        long position,
        long size,
        List<String> frontier,
        @Nullable LocalDate date,
        long first,
        long count,
        long sent,
        long parked,
        List<Note> parkedAt,
        long lost,
        List<Note> lostAt) {
    private static final int VERSION = 1;
    private static final int MOST_NOTES = 100;

    ForwardCursor {
        frontier = List.copyOf(frontier);
        parkedAt = List.copyOf(parkedAt);
        lostAt = List.copyOf(lostAt);
        if (version != VERSION) {
            throw new IllegalArgumentException("version must be " + VERSION + ", was " + version);
        }
        if (size < 0 || position < size || Long.bitCount(size) != frontier.size()) {
            throw new IllegalArgumentException("position " + position + " does not fit size " + size);
        }
    }

    /// Events that were passed over.
    /// @param to the position behind the last
    /// @param events how many; fewer than the range has where it is not known which
    record Note(long from, long to, long events, String why, Instant at) {}

    /// @param segment the one that ends where it begins; null for none
    static ForwardCursor at(String log, CompactRange tree, @Nullable SegmentName segment) {
        return new ForwardCursor(VERSION, log, tree.size(), 0, 0, List.of(), null, 0, 0, 0, 0, List.of(), 0, List.of())
                .behind(tree, segment);
    }

    static ForwardCursor read(byte[] json) {
        ForwardCursor cursor = StrictJson.read(json, ForwardCursor.class);
        CompactRange unused = cursor.tree();
        return cursor;
    }

    CompactRange tree() {
        List<Hash> hashes = new ArrayList<>();
        for (String hash : frontier) {
            try {
                hashes.add(Hash.ofHex(hash));
            } catch (MalformedException e) {
                throw new IllegalArgumentException("frontier: " + e.getMessage(), e);
            }
        }
        return CompactRange.of(size, hashes);
    }

    @Nullable
    SegmentName segment() {
        return date == null ? null : new SegmentName(date, first, count);
    }

    /// All events up to the end of this verified tree are dealt with.
    ForwardCursor behind(CompactRange tree, @Nullable SegmentName last) {
        return new ForwardCursor(
                version,
                log,
                began,
                tree.size(),
                tree.size(),
                tree.frontier().stream().map(Hash::hex).toList(),
                last == null ? null : last.date(),
                last == null ? 0 : last.first(),
                last == null ? 0 : last.count(),
                sent,
                parked,
                parkedAt,
                lost,
                lostAt);
    }

    /// @param to the position behind the last event that is dealt with
    ForwardCursor sent(long to, long events) {
        return with(to, sent + events, parked, parkedAt);
    }

    ForwardCursor parked(Note note) {
        return with(note.to(), sent, parked + note.events(), add(parkedAt, note));
    }

    private ForwardCursor with(long to, long taken, long refused, List<Note> refusedAt) {
        return new ForwardCursor(
                version, log, began, to, size, frontier, date, first, count, taken, refused, refusedAt, lost, lostAt);
    }

    /// What is missing ends where `tree` does.
    ForwardCursor lost(Note note, CompactRange tree) {
        ForwardCursor noted = new ForwardCursor(
                version,
                log,
                began,
                position,
                size,
                frontier,
                date,
                first,
                count,
                sent,
                parked,
                parkedAt,
                lost + note.events(),
                add(lostAt, note));
        return noted.behind(tree, segment());
    }

    private static List<Note> add(List<Note> notes, Note note) {
        List<Note> all = new ArrayList<>(notes);
        all.add(note);
        return all.subList(Math.max(0, all.size() - MOST_NOTES), all.size());
    }
}
