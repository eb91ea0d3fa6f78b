package io.chirograph.verifier.scan;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.LockMode;
import io.chirograph.archive.ObjectLock;
import io.chirograph.archive.ObjectVersion;
import io.chirograph.archive.Retention;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.verifier.assurance.LockTally;
import io.chirograph.verifier.options.LockRule;
import io.chirograph.verifier.options.Sightings;
import io.chirograph.verifier.options.VerificationOptions;
import io.chirograph.verifier.report.Finding;
import io.chirograph.verifier.report.FindingKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Compares the locks of objects with those that are demanded.
/// Safe for many threads.
public record LockCheck(PublishedLog log, VerificationOptions demands, LockTally tally) {
    /// The lock's date is taken before the object is sent.
    private static final Duration SENDING = Duration.ofMinutes(15);

    /// What is wrong with the locks of a key's contents; nothing when none are demanded. Whoever wants to see locks
    /// is shown them.
    public List<Finding> check(VersionedKey key) throws ArchiveUnavailableException {
        List<Finding> findings = new ArrayList<>();
        LockRule rule = demands.lockRule();
        if (rule != null || demands.sightings() != Sightings.NONE) {
            for (ObjectVersion version : key.contents()) {
                ObjectLock lock =
                        log.archive().lock(version.key(), version.version()).orElse(null);
                demands.sightings().seen(version, lock);
                tally.seen(lock);
                if (rule != null) {
                    check(version, lock, rule.least(version.key(), version.modified()))
                            .ifPresent(findings::add);
                }
            }
        }
        return findings;
    }

    private Optional<Finding> check(ObjectVersion version, @Nullable ObjectLock lock, Retention demanded) {
        LockMode least = demanded.mode();
        if (lock == null || lock.mode() == LockMode.NONE) {
            return found(FindingKind.LOCK_MISSING, version, least.toString(), "no lock");
        }
        if (least == LockMode.COMPLIANCE && lock.mode() != LockMode.COMPLIANCE) {
            return found(
                    FindingKind.LOCK_MODE,
                    version,
                    least.toString(),
                    lock.mode().toString());
        }
        Instant until = lock.retainUntil();
        Instant due = demanded.until();
        if (until == null || until.isBefore(due.minus(SENDING))) {
            return found(FindingKind.LOCK_SHORT, version, "until " + due, "until " + until);
        }
        return Optional.empty();
    }

    private Optional<Finding> found(FindingKind kind, ObjectVersion version, String expected, String found) {
        return Optional.of(new Finding(kind, log.id(), version.key(), null, expected, found));
    }
}
