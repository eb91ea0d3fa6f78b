package io.chirograph.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.SettableClock;
import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveDescription;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.ExtendResult;
import io.chirograph.archive.LockMode;
import io.chirograph.archive.ObjectLock;
import io.chirograph.archive.ObjectVersion;
import io.chirograph.archive.PutResult;
import io.chirograph.archive.Retention;
import io.chirograph.archive.Unclassed;
import io.chirograph.archive.settings.ArchiveProperties;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RetentionRenewalTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:30:00Z");
    private static final String TILE = "gw/tile/0/000";
    private static final String CHECKPOINT = "gw/checkpoints/0000000000000256";
    private static final String SEGMENT = "gw/events/dt=2026-11-22/0000000000000000-256.jsonl.zst";

    private final Store store = new Store();
    private final SettableClock clock = new SettableClock(NOW);
    private final RetentionRenewal lengthening = new RetentionRenewal(
            Unclassed.only(
                    store,
                    new ArchiveProperties(
                            ArchiveProperties.Type.S3,
                            null,
                            Unclassed.bucket("bucket", ""),
                            LockMode.COMPLIANCE,
                            Duration.ofDays(400),
                            null,
                            null)),
            clock);

    /// Locks, and nothing else. Only ever lengthens.
    private static final class Store implements Archive {
        private final Map<String, ObjectLock> locks = new TreeMap<>();
        private @Nullable String denies;
        private boolean away;

        void locked(String key, Duration left) {
            locks.put(key, new ObjectLock(key, "v1", LockMode.COMPLIANCE, NOW.plus(left), false));
        }

        @Override
        public ExtendResult extend(String key, @Nullable String version, Retention to)
                throws ArchiveUnavailableException {
            if (away) {
                throw new ArchiveUnavailableException("the store is away", null);
            }
            ObjectLock lock = locks.get(key);
            if (lock == null) {
                return new ExtendResult.WithoutLock();
            }
            if (denies != null) {
                return new ExtendResult.Denied(denies);
            }
            assertThat(to.until()).isAfter(lock.retainUntil());
            ObjectLock later = new ObjectLock(key, version, to.mode(), to.until(), false);
            locks.put(key, later);
            return new ExtendResult.Extended(later);
        }

        @Override
        public PutResult put(String key, byte[] content, Retention retention) {
            throw new AssertionError("nothing is put here");
        }

        @Override
        public Optional<byte[]> get(String key, @Nullable String version, long maxBytes) {
            return Optional.empty();
        }

        @Override
        public List<String> list(String prefix, String after, int max) {
            return List.of();
        }

        @Override
        public List<String> segments(String prefix) {
            return List.of();
        }

        @Override
        public List<ObjectVersion> versions(String prefix, String from, int max) {
            return List.of();
        }

        @Override
        public List<String> strays(String prefix, int max) {
            return List.of();
        }

        @Override
        public Optional<ObjectLock> lock(String key, @Nullable String version) {
            return Optional.ofNullable(locks.get(key));
        }

        @Override
        public ArchiveDescription describe() {
            return new ArchiveDescription("s3", "s3://bucket", "COMPLIANCE");
        }

        @Override
        public void close() {
            // nothing is open
        }
    }

    private void walk(boolean complete) {
        lengthening.begins("main", clock.instant());
        store.locks.forEach((key, lock) ->
                lengthening.observed(new ObjectObserver.Observation("main", key, lock.version(), 1, lock)));
        lengthening.ends("main", complete);
    }

    private @Nullable Instant until(String key) {
        return Optional.ofNullable(store.locks.get(key))
                .map(ObjectLock::retainUntil)
                .orElse(null);
    }

    private double daysLeft() {
        return lengthening.secondsLeft("main") / Duration.ofDays(1).toSeconds();
    }

    @Test
    void whatLivesAsLongAsTheLogIsMovedOnAndWhatMayRunOutIsLeftAlone() {
        store.locked(TILE, Duration.ofDays(199));
        store.locked(CHECKPOINT, Duration.ofDays(399));
        store.locked(SEGMENT, Duration.ofDays(3));
        walk(true);
        assertThat(until(TILE)).isEqualTo(NOW.plus(Duration.ofDays(400)));
        assertThat(until(CHECKPOINT)).isEqualTo(NOW.plus(Duration.ofDays(399)));
        assertThat(until(SEGMENT)).isEqualTo(NOW.plus(Duration.ofDays(3)));
        assertThat(daysLeft()).isEqualTo(399);
        assertThat(lengthening.overdue("main")).isZero();
    }

    @Test
    void whereTheStoreForbidsItTheAlarmComesInGoodTime() {
        store.locked(TILE, Duration.ofDays(150));
        store.denies = "AccessDenied";
        walk(true);
        assertThat(lengthening.refused("main")).isEqualTo(1);
        assertThat(lengthening.overdue("main")).isZero();
        clock.set(NOW.plus(Duration.ofDays(60)));
        walk(true);
        assertThat(lengthening.overdue("main")).isEqualTo(1);
        assertThat(daysLeft()).isEqualTo(90);
        store.denies = null;
        walk(true);
        assertThat(lengthening.overdue("main")).isZero();
        assertThat(daysLeft()).isEqualTo(400);
    }

    @Test
    void aStoreThatIsAwayIsNoMoreThanALaterWalk() {
        store.locked(TILE, Duration.ofDays(9));
        store.away = true;
        walk(true);
        assertThat(lengthening.refused("main")).isEqualTo(1);
        assertThat(lengthening.overdue("main")).isEqualTo(1);
    }

    @Test
    void aWalkThatBrokeOffSaysNothing() {
        walk(false);
        assertThat(lengthening.secondsLeft("main")).isNaN();
        store.locked(TILE, Duration.ofDays(300));
        walk(true);
        walk(false);
        assertThat(daysLeft()).isEqualTo(300);
    }
}
