package io.chirograph.verifier;

import io.chirograph.archive.Archive;
import io.chirograph.archive.LockMode;
import io.chirograph.archive.Retention;
import io.chirograph.archive.configured.Archives;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/// A program: writes an archive of as many events as it is told, about 1 KB each, into a directory, and prints the
/// log's verifier key.
final class LargeArchive {
    private static final int BATCH = 10_000;
    private static final String FILLER = "x".repeat(700);

    private LargeArchive() {}

    public static void main(String[] arguments) throws Exception {
        long wanted = Long.parseLong(arguments[1]);
        SealedLog log = new SealedLog();
        try (Archive directory = Archives.directory(Path.of(arguments[0]))) {
            log.start().seal();
            move(log.archive, directory);
            for (int batch = 1; log.size() < wanted; batch++) {
                beginTomorrowWhereTodayIsTooShort(log);
                for (int i = 0; i < BATCH / 2; i++) {
                    String id = "call-" + batch + "-" + i;
                    log.event("ai.call.started", id, Map.of("callId", id, "filler", FILLER))
                            .event("ai.call.completed", id, Map.of("callId", id, "outcome", "ok", "filler", FILLER));
                }
                if (batch % 50 == 25) {
                    log.rotate(batch / 50 + 1);
                } else {
                    log.seal();
                }
                move(log.archive, directory);
            }
        }
        System.out.println(log.key());
    }

    /// A segment is of one date, and a second passes with each event.
    private static void beginTomorrowWhereTodayIsTooShort(SealedLog log) {
        Instant tomorrow = log.now().truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS);
        Duration left = Duration.between(log.now(), tomorrow);
        if (left.toSeconds() < BATCH + 10) {
            log.after(left);
        }
    }

    private static void move(MemoryArchive from, Archive to) throws Exception {
        Retention none = new Retention(LockMode.NONE, Instant.EPOCH.plus(Duration.ofDays(1)));
        for (String key : from.keys("")) {
            to.put(key, from.bytes(key), none);
            from.remove(key);
        }
    }
}
