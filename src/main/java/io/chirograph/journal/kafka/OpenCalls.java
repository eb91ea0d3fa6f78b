package io.chirograph.journal.kafka;

import io.chirograph.journal.JournalRecord;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/// The keys that are open, in the order of the records that opened them. Safe for many threads.
final class OpenCalls {
    /// Whoever was refused may try once more, without content.
    private static final Duration SETTLED = Duration.ofSeconds(5);

    private static final Duration FORGOTTEN = Duration.ofMinutes(10);

    private final LinkedHashMap<UUID, Open> open = new LinkedHashMap<>();
    private final Map<UUID, Long> givenUp = new HashMap<>();

    private record Open(byte retention, long sequence) {}

    synchronized void apply(JournalRecord entry, long sequence) {
        switch (entry.kind()) {
            case PLAIN, ROTATES -> {}
            case OPENS -> {
                open.remove(entry.key());
                open.put(entry.key(), new Open(entry.retention(), sequence));
            }
            case CLOSES -> {
                open.remove(entry.key());
                givenUp.remove(entry.key());
            }
        }
    }

    synchronized boolean contains(UUID key) {
        return open.containsKey(key);
    }

    synchronized int size() {
        return open.size();
    }

    /// Sequence of the oldest record whose key is open; [Long#MAX_VALUE] for none.
    synchronized long oldest() {
        return open.isEmpty() ? Long.MAX_VALUE : open.firstEntry().getValue().sequence();
    }

    synchronized Map<UUID, Byte> all() {
        Map<UUID, Byte> all = new HashMap<>();
        open.forEach((key, one) -> all.put(key, one.retention()));
        return Map.copyOf(all);
    }

    /// The caller who began or ended `key` was told that this failed: whatever is found in the log, nobody will end it.
    synchronized void giveUp(UUID key, long nanos) {
        givenUp.put(key, nanos);
    }

    /// Those of them that the log has open.
    synchronized Map<UUID, Byte> abandoned(long nanos) {
        Map<UUID, Byte> found = new HashMap<>();
        givenUp.entrySet().removeIf(one -> {
            Open held = open.get(one.getKey());
            long age = nanos - one.getValue();
            if (held != null && age >= SETTLED.toNanos()) {
                found.put(one.getKey(), held.retention());
            }
            return held == null && age >= FORGOTTEN.toNanos();
        });
        return found;
    }
}
