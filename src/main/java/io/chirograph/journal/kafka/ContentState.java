package io.chirograph.journal.kafka;

import io.chirograph.journal.StagedContent;
import io.chirograph.support.digest.Sha256;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What is staged, and from which offset on the topic of content is still needed. Safe for many threads.
final class ContentState {
    /// How long what is staged is kept for a key that is not open.
    private static final Duration ABANDONED = Duration.ofMinutes(10);

    /// Records whose content is remembered as one.
    private static final int TOGETHER = 1024;

    private final Map<Part, Staged> staged = new HashMap<>();
    private final NavigableMap<Long, Long> firstOfNamed = new TreeMap<>();

    record Part(UUID key, byte part) {}

    private record Staged(StagedContent content, MessageDigest digest, long nanos) {}

    enum Standing {
        HELD,
        /// It is no longer kept, or never was there.
        GONE,
        /// Something else is staged.
        OTHERWISE
    }

    synchronized Standing standing(Part part, StagedContent claimed) {
        if (claimed.pieces() == 0) {
            return Standing.HELD;
        }
        Staged found = staged.get(part);
        if (found == null) {
            return Standing.GONE;
        }
        return found.content.equals(claimed) ? Standing.HELD : Standing.OTHERWISE;
    }

    /// The digest of what was staged, to go on with; of nothing where `before` is nothing.
    synchronized MessageDigest digest(Part part, StagedContent before) {
        Staged found = before.pieces() == 0 ? null : staged.get(part);
        return found == null ? Sha256.create() : copy(found.digest);
    }

    private static MessageDigest copy(MessageDigest of) {
        try {
            return (MessageDigest) of.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("SHA-256 of this JDK cannot be copied", e);
        }
    }

    synchronized void staged(Part part, StagedContent now, MessageDigest digest, long nanos) {
        staged.put(part, new Staged(now, digest, nanos));
    }

    /// The record at `sequence` names content that begins at offset `first`.
    synchronized void named(long sequence, @Nullable Part part, long first) {
        if (part != null) {
            staged.remove(part);
        }
        firstOfNamed.merge(sequence / TOGETHER, first, Math::min);
    }

    synchronized void closed(UUID key) {
        staged.keySet().removeIf(part -> part.key.equals(key));
    }

    /// What no record from `sequence` on and nobody who stages needs lies below; `end` where nothing is needed.
    synchronized long neededFrom(long sequence, long end, long nanos, Predicate<UUID> isOpen) {
        firstOfNamed.headMap(sequence / TOGETHER).clear();
        staged.entrySet()
                .removeIf(one -> nanos - one.getValue().nanos >= ABANDONED.toNanos() && !isOpen.test(one.getKey().key));
        long needed = end;
        for (long first : firstOfNamed.values()) {
            needed = Math.min(needed, first);
        }
        for (Staged one : staged.values()) {
            needed = Math.min(needed, one.content.group());
        }
        return needed;
    }
}
