package io.chirograph.verifier.judge;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.publishedlog.KeySearch;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.tlog.note.KeyHistory;
import io.chirograph.tlog.note.KeyType;
import io.chirograph.tlog.note.VerifierKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// The keys that a verifier was given, sorted to their logs.
/// A log is known by its first key, or by a later one that its checkpoints name, from the size at which that
/// took over. One thread.
public final class GivenKeys {
    private final List<VerifierKey> keys;
    private final Set<String> ids;
    private final Set<VerifierKey> used = new LinkedHashSet<>();

    public GivenKeys(List<VerifierKey> keys, Set<String> ids) {
        this.keys = keys.stream()
                .distinct()
                .sorted(Comparator.comparing(key -> key.type() != KeyType.ED25519))
                .toList();
        this.ids = Set.copyOf(ids);
    }

    /// The keys of a log from the first given one on, as the archive tells them; empty when none was given.
    /// @param proof whether the events that name the others are not read afterwards
    public Optional<KeyHistory> of(PublishedLog log, boolean proof) throws ArchiveUnavailableException {
        List<VerifierKey> candidates = new ArrayList<>();
        keys.stream().filter(key -> key.logId().equals(log.id())).forEach(candidates::add);
        keys.stream()
                .filter(key -> mayBeOf(key, log) && !candidates.contains(key))
                .forEach(candidates::add);
        for (VerifierKey key : candidates) {
            KeySearch search = new KeySearch(log);
            Optional<KeyHistory> history = proof ? search.proven(key) : search.told(key, keys);
            if (history.isPresent()) {
                keys.stream().filter(history.get().keys()::contains).forEach(used::add);
                return history;
            }
        }
        return Optional.empty();
    }

    private static boolean mayBeOf(VerifierKey key, PublishedLog log) {
        String id = key.logId();
        return log.id().startsWith(id.substring(0, id.lastIndexOf('-') + 1));
    }

    /// A history that was learnt from the events, and what the archive tells of the keys behind it.
    public KeyHistory more(PublishedLog log, KeyHistory learnt) throws ArchiveUnavailableException {
        KeyHistory history = new KeySearch(log).told(learnt, keys);
        keys.stream().filter(history.keys()::contains).forEach(used::add);
        return history;
    }

    /// Given keys of that log's name that have not signed it and are no other log's first.
    public List<VerifierKey> unused(KeyHistory history) {
        return take(
                history,
                key -> key.type() == KeyType.ED25519 && !history.keys().contains(key) && !ids.contains(key.logId()));
    }

    /// Given keys of that log's name and of a kind that signs along with the keys of the history.
    public List<VerifierKey> also(KeyHistory history) {
        return take(
                history, key -> key.type() != KeyType.ED25519 && !history.keys().contains(key));
    }

    private List<VerifierKey> take(KeyHistory history, Predicate<VerifierKey> meant) {
        List<VerifierKey> others = keys.stream()
                .filter(key -> key.name().equals(history.newest().name()))
                .filter(meant)
                .toList();
        used.addAll(others);
        return others;
    }

    public List<VerifierKey> unused() {
        return keys.stream().filter(key -> !used.contains(key)).toList();
    }
}
