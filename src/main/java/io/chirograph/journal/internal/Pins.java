package io.chirograph.journal.internal;

import io.chirograph.journal.Journal;
import io.chirograph.journal.NamedContent;
import io.chirograph.journal.StagedContent;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Content whose first piece lies in a file that must stay. Safe for many threads.
///
/// What is staged counts until a record names it, until its key is closed, or, while its key is not open, until
/// [#ABANDONED] has gone by since something was staged last. What is named counts until its record is confirmed,
/// where it begins in an older file than its record's.
final class Pins {
    /// How long what is staged is kept for a key that is not open.
    static final Duration ABANDONED = Duration.ofMinutes(10);

    private static final long UNNAMED = -1;
    private static final int BYTES = 2 * Long.BYTES + 1 + 2 * Long.BYTES;
    private static final int PER_FRAME = Journal.MAX_PAYLOAD / BYTES;

    private final Map<UUID, Map<Byte, Staged>> staged = new HashMap<>();
    private final ArrayDeque<Named> named = new ArrayDeque<>();

    private record Staged(StagedContent content, @Nullable Instant at) {}

    private record Named(long group, long sequence) {}

    /// How what a caller says is staged stands to what is.
    enum Standing {
        HELD,
        /// It is no longer kept, or never was there.
        GONE,
        /// Something else is staged.
        OTHERWISE
    }

    /// From now on `now` is staged of the part, if that follows what is.
    synchronized Standing stage(UUID key, byte part, StagedContent before, StagedContent now, Instant at) {
        Standing standing = standing(key, part, before);
        if (standing == Standing.HELD) {
            put(key, part, new Staged(now, at));
        }
        return standing;
    }

    /// From now on these are named by the record at `sequence`, if all are staged as they say.
    /// @param fileGroup first group of the file that the record goes to
    synchronized Standing name(UUID key, List<NamedContent> content, long sequence, long fileGroup, long fileSequence) {
        for (NamedContent one : content) {
            Standing standing = standing(key, one.part(), one.staged());
            if (standing != Standing.HELD) {
                return standing;
            }
        }
        for (NamedContent one : content) {
            boolean wasStaged = one.staged().pieces() > 0;
            named(key, one.part(), wasStaged ? one.staged().group() : fileGroup, sequence, fileGroup, fileSequence);
        }
        return Standing.HELD;
    }

    private Standing standing(UUID key, byte part, StagedContent claimed) {
        if (claimed.pieces() == 0) {
            return Standing.HELD;
        }
        Map<Byte, Staged> parts = staged.get(key);
        Staged found = parts == null ? null : parts.get(part);
        if (found == null) {
            return Standing.GONE;
        }
        return found.content.equals(claimed) ? Standing.HELD : Standing.OTHERWISE;
    }

    private void put(UUID key, byte part, Staged now) {
        staged.computeIfAbsent(key, k -> new HashMap<>(4)).put(part, now);
    }

    private void remove(UUID key, byte part) {
        Map<Byte, Staged> parts = staged.get(key);
        if (parts != null) {
            parts.remove(part);
            if (parts.isEmpty()) {
                staged.remove(key);
            }
        }
    }

    private void named(UUID key, byte part, long group, long sequence, long fileGroup, long fileSequence) {
        remove(key, part);
        if (group >= fileGroup) {
            return;
        }
        Named last = named.peekLast();
        if (last != null && last.sequence >= fileSequence) { // one for each file of records is enough
            named.removeLast();
            named.addLast(new Named(Math.min(group, last.group), Math.max(sequence, last.sequence)));
        } else {
            named.addLast(new Named(group, sequence));
        }
    }

    /// Nobody names any more what is staged for `key`.
    synchronized void closed(UUID key) {
        staged.remove(key);
    }

    /// Every record below `sequence` is confirmed, and with it the content that it names.
    synchronized void confirm(long sequence) {
        named.removeIf(pin -> pin.sequence < sequence);
    }

    /// The oldest group that must stay; [Long#MAX_VALUE] for none. Forgets what is abandoned.
    synchronized long oldestGroup(Instant now, OpenKeys openKeys) {
        staged.entrySet().removeIf(entry -> {
            entry.getValue().values().removeIf(one -> isAbandoned(one, now) && !openKeys.contains(entry.getKey()));
            return entry.getValue().isEmpty();
        });
        long oldest = Long.MAX_VALUE;
        for (Map<Byte, Staged> parts : staged.values()) {
            for (Staged one : parts.values()) {
                oldest = Math.min(oldest, one.content.group());
            }
        }
        for (Named one : named) {
            oldest = Math.min(oldest, one.group);
        }
        return oldest;
    }

    /// However the clock was set.
    private static boolean isAbandoned(Staged one, Instant now) {
        return one.at == null || Duration.between(one.at, now).abs().compareTo(ABANDONED) >= 0;
    }

    /// What the *pins* frames of a new file say of them.
    synchronized List<byte[]> list() {
        List<Entry> entries = new ArrayList<>();
        staged.forEach((key, parts) ->
                parts.forEach((part, one) -> entries.add(new Entry(key, part, one.content.group(), UNNAMED))));
        named.forEach(one -> entries.add(new Entry(Frame.NO_KEY, (byte) 0, one.group, one.sequence)));
        List<byte[]> frames = new ArrayList<>();
        for (int from = 0; from < entries.size(); from += PER_FRAME) {
            List<Entry> some = entries.subList(from, Math.min(entries.size(), from + PER_FRAME));
            var payload = ByteBuffer.allocate(BYTES * some.size());
            some.forEach(one -> payload.putLong(one.key.getMostSignificantBits())
                    .putLong(one.key.getLeastSignificantBits())
                    .put(one.part)
                    .putLong(one.group)
                    .putLong(one.sequence));
            frames.add(payload.array());
        }
        return frames;
    }

    private record Entry(UUID key, byte part, long group, long sequence) {}

    /// Takes back what such a frame says.
    synchronized void addAll(byte[] payload) {
        var from = ByteBuffer.wrap(payload);
        while (from.remaining() >= BYTES) {
            var key = new UUID(from.getLong(), from.getLong());
            byte part = from.get();
            long group = from.getLong();
            long sequence = from.getLong();
            if (sequence == UNNAMED) {
                put(key, part, new Staged(new StagedContent(group, 0, 0), null));
            } else {
                named.addLast(new Named(group, sequence));
            }
        }
    }

    /// A walk of recovery met a frame of content, or one that names some, in the file `of`.
    synchronized void found(Frame frame, JournalFile of) {
        ContentFrames.Piece piece = ContentFrames.piece(frame);
        if (piece != null) {
            put(frame.key(), piece.part(), new Staged(new StagedContent(frame.group(), 0, 0), null));
        }
        ContentFrames.Name name = ContentFrames.name(frame);
        if (name != null) {
            long group = name.group() == ContentFrames.OWN_GROUP ? frame.group() : name.group();
            named(frame.key(), name.part(), group, frame.sequence(), of.firstGroup(), of.firstSequence());
        }
    }

    /// Forgets what is staged and not named: the process that staged it is gone. Answers how many parts that were.
    synchronized int dropStaged() {
        int parts = staged.values().stream().mapToInt(Map::size).sum();
        staged.clear();
        return parts;
    }

    /// Takes over the pins of named content that recovery found.
    void restore(Pins found) {
        found.dropStaged();
        found.list().forEach(this::addAll);
    }
}
