package io.chirograph.monitor.reconcile;

import io.chirograph.archive.LockMode;
import io.chirograph.archive.Retention;
import io.chirograph.archive.retention.RetentionRules;
import io.chirograph.tlog.note.VerifierKey;
import io.chirograph.verifier.options.LockRule;
import io.chirograph.verifier.options.Sightings;
import io.chirograph.verifier.options.VerificationOptions;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What an archive is held against.
/// @param keys the first keys of logs that are known; other logs are examined too, but for their signatures
/// @param locks the least lock of each object; null when the store has no locks or none are asked for
public record ArchiveExpectations(
        List<VerifierKey> keys, @Nullable LockRule locks) {
    public ArchiveExpectations {
        keys = List.copyOf(keys);
    }

    /// With the locks that an archive of this mode gets by `rules`. Which classes the events of a segment have is
    /// known to its writer alone: of a segment the least is demanded that any class gives, of what lives as long as
    /// the log what the rules say.
    public static ArchiveExpectations of(List<VerifierKey> keys, RetentionRules rules, @Nullable LockMode mode) {
        if (mode == null || mode == LockMode.NONE) {
            return new ArchiveExpectations(keys, null);
        }
        return new ArchiveExpectations(keys, (key, stored) -> {
            List<Retention> possible = rules.classes().stream()
                    .map(one -> rules.retention(key, Set.of(one.code()), stored, mode))
                    .toList();
            return new Retention(
                    possible.stream()
                            .map(Retention::mode)
                            .max(Comparator.naturalOrder())
                            .orElse(mode),
                    possible.stream()
                            .map(Retention::until)
                            .min(Comparator.naturalOrder())
                            .orElse(stored));
        });
    }

    VerificationOptions demands(InstantSource clock, Sightings sightings) {
        return new VerificationOptions(0, Long.MAX_VALUE, null, null, null, locks, clock, sightings);
    }
}
