package io.chirograph.journal.internal;

import io.chirograph.journal.Journal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// The keys that are open, each with the retention code of the record that opened it. One thread changes them;
/// any may ask whether one is open.
public final class OpenKeys {
    private static final int BYTES = 16;
    private static final int PER_FRAME = Journal.MAX_PAYLOAD / BYTES;

    private final Map<UUID, Byte> codes = new ConcurrentHashMap<>();

    /// Keys of one code, as an *open keys* frame lists them.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Listed(byte retention, byte[] payload) {}

    void open(UUID key, byte retention) {
        codes.put(key, retention);
    }

    void close(UUID key) {
        codes.remove(key);
    }

    void clear() {
        codes.clear();
    }

    boolean contains(UUID key) {
        return codes.containsKey(key);
    }

    int size() {
        return codes.size();
    }

    public Map<UUID, Byte> copy() {
        return Map.copyOf(codes);
    }

    /// What the frames of a new file say of them.
    List<Listed> list() {
        Map<Byte, List<UUID>> byCode = new TreeMap<>();
        codes.forEach((key, code) ->
                byCode.computeIfAbsent(code, c -> new ArrayList<>()).add(key));
        List<Listed> frames = new ArrayList<>();
        byCode.forEach((code, keys) -> {
            for (int from = 0; from < keys.size(); from += PER_FRAME) {
                List<UUID> some = keys.subList(from, Math.min(keys.size(), from + PER_FRAME));
                var payload = ByteBuffer.allocate(BYTES * some.size());
                some.forEach(
                        key -> payload.putLong(key.getMostSignificantBits()).putLong(key.getLeastSignificantBits()));
                frames.add(new Listed(code, payload.array()));
            }
        });
        return frames;
    }

    /// Takes back what such a frame says.
    void addAll(Listed frame) {
        var keys = ByteBuffer.wrap(frame.payload());
        while (keys.remaining() >= BYTES) {
            open(new UUID(keys.getLong(), keys.getLong()), frame.retention());
        }
    }
}
