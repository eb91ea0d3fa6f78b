package io.chirograph.verifier.judge;

import io.chirograph.verifier.report.FindingKind;
import io.chirograph.verifier.report.Findings;
import io.chirograph.verifier.scan.EventFacts;
import io.chirograph.verifier.scan.SubjectKeys;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// Which subject keys the log says are destroyed, and how much content needs them.
///
/// Memory grows with the keys and with the combinations of them that content needs, up to a bound. One thread.
final class Erasures {
    private static final int MOST_KEYS = 100_000;
    private static final int MOST_COMBINATIONS = 200_000;

    private final Map<String, Long> destroyed = new LinkedHashMap<>();
    private final Map<SubjectKeys, Long> there = new HashMap<>();

    void event(long position, EventFacts event) {
        String key = event.destroyedKey();
        if (key != null && destroyed.size() < MOST_KEYS) {
            destroyed.putIfAbsent(key, position);
        }
    }

    /// Takes note of content that is there.
    /// @param subjects the keys that it takes to open it
    void there(SubjectKeys subjects) {
        if (!subjects.ids().isEmpty() && (there.size() < MOST_COMBINATIONS || there.containsKey(subjects))) {
            there.merge(subjects, 1L, Long::sum);
        }
    }

    /// Whether the keys that it takes are gone, as far as the log was read.
    boolean isErased(SubjectKeys subjects) {
        return subjects.isErased(destroyed.keySet());
    }

    /// Tells each destroyed key once.
    /// @return how much content is there that nobody can open any more
    long end(Findings findings) {
        Map<String, Long> counts = new HashMap<>();
        long erased = 0;
        for (Map.Entry<SubjectKeys, Long> one : there.entrySet()) {
            if (isErased(one.getKey())) {
                one.getKey().ids().forEach(key -> counts.merge(key, one.getValue(), Long::sum));
                erased += one.getValue();
            }
        }
        destroyed.forEach((key, position) -> {
            Long count = counts.get(key);
            if (count != null) {
                String found = "the key " + key + " was destroyed: " + count
                        + " contents that are there cannot be opened any more";
                findings.add(FindingKind.ERASED, null, position, null, found);
            }
        });
        return erased;
    }
}
