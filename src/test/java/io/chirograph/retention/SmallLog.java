package io.chirograph.retention;

import com.github.luben.zstd.ZstdCompressCtx;
import io.chirograph.archive.Archive;
import io.chirograph.archive.Layout;
import io.chirograph.archive.LockMode;
import io.chirograph.archive.Retention;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;

/// A log of a few small segments, with names as they should be and checkpoints that nobody reads.
public final class SmallLog {
    public static final String ID = "gw-1-0badc0de";
    public static final Instant UNTIL = Instant.parse("2027-12-31T00:00:00Z");

    private final Archive archive;
    private final Layout layout = new Layout(ID);
    private long size;

    public SmallLog(Archive archive) {
        this.archive = archive;
    }

    public static UUID id(LocalDate day, int number) {
        long millis = day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
        return new UUID(millis << 16 | 0x7000, 0x8000000000000000L | number);
    }

    /// A segment of one event for each of these calls; answers its key.
    public String segment(LocalDate day, UUID... calls) throws Exception {
        var lines = new ByteArrayOutputStream();
        for (UUID call : calls) {
            lines.write(event(call, day));
            lines.write('\n');
        }
        String key = layout.segment(day, size, calls.length);
        try (var zstd = new ZstdCompressCtx().setChecksum(true)) {
            put(key, zstd.compress(lines.toByteArray()));
        }
        size += calls.length;
        put(layout.checkpoint(size), "a note".getBytes(StandardCharsets.UTF_8));
        return key;
    }

    public String tile(String path) throws Exception {
        put(layout.tile(path), new byte[32]);
        return layout.tile(path);
    }

    private void put(String key, byte[] content) throws Exception {
        archive.put(key, content, new Retention(LockMode.NONE, UNTIL));
    }

    private static byte[] event(UUID call, LocalDate day) {
        Map<String, Object> event = new TreeMap<>();
        event.put("data", new TreeMap<>(Map.of("callId", call.toString())));
        event.put("id", UUID.randomUUID().toString());
        event.put("source", "//example.com/gw-1");
        event.put("specversion", "1.0");
        event.put("subject", call.toString());
        event.put("time", day + "T00:00:00.000Z");
        event.put("type", "ai.call.completed");
        return JsonMapper.shared().writeValueAsBytes(event);
    }
}
