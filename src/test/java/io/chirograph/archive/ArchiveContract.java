package io.chirograph.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// What every archive promises, whatever stands behind it.
public interface ArchiveContract {
    /// A fresh, empty archive.
    Archive archive() throws Exception;

    /// The lock that this store is to be asked for.
    LockMode mode();

    default Retention retention() {
        return new Retention(mode(), Instant.now().plus(1, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS));
    }

    default PutResult put(Archive archive, String key, String content) throws Exception {
        return archive.put(key, content.getBytes(UTF_8), retention());
    }

    @Test
    default void whatWasPutIsReadBack() throws Exception {
        try (Archive archive = archive()) {
            assertThat(put(archive, "log/events/dt=2026-11-21/0-1.jsonl.zst", "one"))
                    .isInstanceOf(PutResult.Stored.class);
            assertThat(archive.get("log/events/dt=2026-11-21/0-1.jsonl.zst", 100))
                    .hasValue("one".getBytes(UTF_8));
            assertThat(archive.get("log/events", 100)).isEmpty();
            assertThat(archive.get("log/absent", 100)).isEmpty();
            assertThat(archive.get("elsewhere/absent", 100)).isEmpty();
        }
    }

    @Test
    default void objectsOfEverySizeAreKept() throws Exception {
        try (Archive archive = archive()) {
            for (int size : List.of(0, 1, 8192, 1 << 20)) {
                byte[] content = new byte[size];
                new Random(size).nextBytes(content);
                archive.put("size/" + size, content, retention());
                assertThat(archive.get("size/" + size, size)).hasValue(content);
            }
        }
    }

    @Test
    default void identicalBytesAreHarmless() throws Exception {
        try (Archive archive = archive()) {
            put(archive, "a/b", "same");
            assertThat(put(archive, "a/b", "same")).isInstanceOf(PutResult.AlreadyThere.class);
        }
    }

    @Test
    default void otherBytesAreAConflictAndTheFirstOnesStay() throws Exception {
        try (Archive archive = archive()) {
            put(archive, "a/b", "first");
            for (String other : List.of("other", "longer than the first", "")) {
                assertThatThrownBy(() -> put(archive, "a/b", other))
                        .isInstanceOf(ArchiveConflictException.class)
                        .hasMessageContaining("a/b");
            }
        }
    }

    @Test
    default void ofRacingWritersWithDifferentBytesAtMostOneIsToldThatItWrote() throws Exception {
        try (Archive archive = archive();
                ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Callable<Boolean>> writers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                String content = "writer " + i;
                writers.add(() -> {
                    try {
                        put(archive, "race/1", content);
                        return true;
                    } catch (ArchiveConflictException e) {
                        return false;
                    }
                });
            }
            int winners = 0;
            for (Future<Boolean> writer : threads.invokeAll(writers)) {
                winners += writer.get() ? 1 : 0;
            }
            assertThat(winners).isLessThanOrEqualTo(1);
        }
    }

    @Test
    default void moreThanAskedForIsAnErrorAndNotACut() throws Exception {
        try (Archive archive = archive()) {
            put(archive, "a/b", "12345");
            assertThat(archive.get("a/b", 5)).hasValue("12345".getBytes(UTF_8));
            assertThatThrownBy(() -> archive.get("a/b", 4))
                    .isInstanceOf(ObjectTooLargeException.class)
                    .hasMessageContaining("a/b");
        }
    }

    @Test
    default void keysAreListedInByteOrder() throws Exception {
        try (Archive archive = archive()) {
            List<String> keys = List.of(
                    "log-1/x",
                    "log.1/x",
                    "log/A",
                    "log/a-b",
                    "log/a.b",
                    "log/a/1",
                    "log/a/2",
                    "log/a0",
                    "log/b=1/z",
                    "log0");
            for (String key : keys.reversed()) {
                put(archive, key, key);
            }
            assertThat(archive.list("", "", 100)).isEqualTo(keys);
            assertThat(archive.list("log/", "", 100)).isEqualTo(keys.subList(2, 9));
            assertThat(archive.list("log/a", "", 100)).isEqualTo(keys.subList(3, 8));
            assertThat(archive.list("log/", "log/a/1", 2)).isEqualTo(keys.subList(6, 8));
            assertThat(archive.list("log/", "log/a/", 1)).isEqualTo(keys.subList(5, 6));
            assertThat(archive.list("log/", "log/zz", 1)).isEmpty();
            assertThat(archive.list("nothing/", "", 1)).isEmpty();
            for (int i = 0; i < keys.size(); i++) {
                assertThat(archive.list("", keys.get(i), 100)).isEqualTo(keys.subList(i + 1, keys.size()));
            }
        }
    }

    @Test
    default void segmentsAreTheNextNames() throws Exception {
        try (Archive archive = archive()) {
            for (String key : List.of("gw-1/checkpoints/1", "gw-1/tile/0/000", "gw-2/checkpoints/1", "file")) {
                put(archive, key, key);
            }
            assertThat(archive.segments("")).containsExactly("file", "gw-1", "gw-2");
            assertThat(archive.segments("gw-1/")).containsExactly("checkpoints", "tile");
            assertThat(archive.segments("gw-3/")).isEmpty();
        }
    }

    @Test
    default void versionsAreListedFromAKeyOn() throws Exception {
        try (Archive archive = archive()) {
            for (String key : List.of("log/checkpoints/1", "log/checkpoints/2", "log/checkpoints/3", "log/tile/0")) {
                put(archive, key, "12345");
            }
            List<ObjectVersion> found = archive.versions("log/checkpoints/", "log/checkpoints/2", 10);
            assertThat(found).extracting(ObjectVersion::key).containsExactly("log/checkpoints/2", "log/checkpoints/3");
            assertThat(found).allSatisfy(version -> {
                assertThat(version.latest()).isTrue();
                assertThat(version.deleteMarker()).isFalse();
                assertThat(version.size()).isEqualTo(5);
            });
            assertThat(archive.get("log/checkpoints/2", found.getFirst().version(), 10))
                    .hasValue("12345".getBytes(UTF_8));
            assertThat(archive.versions("log/", "", 3)).hasSize(3);
            assertThat(archive.versions("log/", "log/checkpoints/30", 3))
                    .extracting(ObjectVersion::key)
                    .containsExactly("log/tile/0");
        }
    }

    @Test
    default void keysThatLeaveTheArchiveAreRefused() throws Exception {
        try (Archive archive = archive()) {
            for (String key : List.of("", "/a", "a/", "a//b", "../a", "a/../b", "a/./b", "a b", "a\\b", "ä", "~a")) {
                assertThatThrownBy(() -> put(archive, key, "x")).isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> archive.get(key, 1)).isInstanceOf(IllegalArgumentException.class);
            }
            assertThatThrownBy(() -> archive.list("../", "", 1)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    default void theLockIsWhatTheStoreSays() throws Exception {
        try (Archive archive = archive()) {
            Retention asked = retention();
            PutResult result = archive.put("a/b", "x".getBytes(UTF_8), asked);
            ObjectLock found = archive.lock("a/b", null).orElseThrow();
            assertThat(found.mode()).isEqualTo(asked.mode());
            if (asked.mode() == LockMode.NONE) {
                assertThat(result.lock()).isNull();
            } else {
                assertThat(result.lock())
                        .extracting(ObjectLock::mode, ObjectLock::retainUntil, ObjectLock::legalHold)
                        .containsExactly(found.mode(), found.retainUntil(), false);
                assertThat(found.retainUntil()).isEqualTo(asked.until());
            }
            assertThat(archive.lock("a/c", null)).isEmpty();
        }
    }
}
