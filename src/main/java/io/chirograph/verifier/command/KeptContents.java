package io.chirograph.verifier.command;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.tlog.note.VerifierKey;
import io.chirograph.verifier.judge.Expiry;
import io.chirograph.verifier.payload.ContentFetch;
import io.chirograph.verifier.scan.ContentClaim;
import io.chirograph.verifier.scan.EventFacts;
import io.chirograph.verifier.search.ArchiveSearch;
import io.chirograph.verifier.search.BadFilterException;
import io.chirograph.verifier.search.CallFilter;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What the sealed events of a call name of content. One use, one thread.
final class KeptContents {
    private static final int MOST_EVENTS = 1000;
    private static final int MOST_KEYS = 100_000;

    private final Archive archive;
    private final List<VerifierKey> keys;
    private final ArchiveSearch search;
    private final Expiry expiry;
    private final List<Kept> kept = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private final List<String> unknown = new ArrayList<>();
    private final Set<String> destroyed = new HashSet<>();
    private boolean isFound;
    private int logs;

    KeptContents(Archive archive, List<VerifierKey> keys, InstantSource clock) {
        this.archive = archive;
        this.keys = keys;
        this.search = new ArchiveSearch(archive, keys, clock);
        this.expiry = new Expiry(clock);
    }

    /// Content that a sealed event names.
    record Kept(ArchiveSearch.Sealed event, ContentClaim claim) {
        String words() {
            return claim.part() + " (" + claim.level() + ", " + claim.digest().length() + " bytes) of call "
                    + event.event().subject() + ", as sealed at position " + event.position() + " of log "
                    + event.log();
        }
    }

    /// Reads the logs whole, each against its signed root, and takes note of what a call's events name.
    KeptContents ofCall(UUID call) throws ArchiveUnavailableException {
        CallFilter all;
        try {
            all = CallFilter.parse(Map.of());
        } catch (BadFilterException e) {
            throw new IllegalStateException("no filter is none", e);
        }
        ArchiveSearch.Result result =
                search.search(all, List.of(call), Map.of(), found -> take(found, call.toString()));
        failures.addAll(result.failures());
        unknown.addAll(result.unknown());
        logs = result.logs().size();
        return this;
    }

    /// Takes note of what the event at a position names, in each log that a key was given for.
    /// @param call whose event it has to be; null for anybody's
    KeptContents at(long position, @Nullable UUID call) throws ArchiveUnavailableException {
        for (VerifierKey key : keys) {
            try {
                logs++;
                Optional<ArchiveSearch.Sealed> event = search.event(key, position);
                event.ifPresent(
                        found -> take(found, call == null ? found.event().subject() : call.toString()));
            } catch (ArchiveSearch.UnsoundLogException e) {
                failures.add(String.valueOf(e.getMessage()));
            }
        }
        return this;
    }

    private void take(ArchiveSearch.Sealed found, @Nullable String call) {
        EventFacts facts = EventFacts.of(found.event());
        expiry.event(found.event());
        String key = facts.destroyedKey();
        if (key != null && destroyed.size() < MOST_KEYS) {
            destroyed.add(key);
        }
        if (call != null && call.equals(found.event().subject())) {
            isFound = true;
            facts.contents().stream()
                    .filter(claim -> kept.size() < MOST_EVENTS)
                    .forEach(claim -> kept.add(new Kept(found, claim)));
        }
    }

    /// Looks for the stored bytes.
    ContentFetch.Outcome fetch(Kept one) throws ArchiveUnavailableException {
        PublishedLog log = new PublishedLog(archive, one.event().log());
        return new ContentFetch(log, one.event().segment())
                .find(one.event().position(), one.event().event().subject(), one.claim());
    }

    /// Why content may be absent; empty where nothing that is sealed accounts for it.
    Optional<String> excuse(Kept one) {
        String segment =
                new PublishedLog(archive, one.event().log()).key(one.event().segment());
        if (isErased(one)) {
            return Optional.of("erased");
        }
        return expiry.mayBeGone(segment, one.claim().retentionClass()) ? Optional.of("expired") : Optional.empty();
    }

    /// Whether every subject key of it is destroyed, as the log says.
    boolean isErased(Kept one) {
        return one.claim().subjects().isErased(destroyed);
    }

    /// In the order of logs and positions.
    List<Kept> kept() {
        return kept;
    }

    /// Whether there is an event of the call.
    boolean isFound() {
        return isFound;
    }

    /// Why nothing of this is to be relied on; empty when it is.
    List<String> failures() {
        return failures;
    }

    /// Whether some log was not looked into: that something is not found says nothing then.
    boolean isPartial() {
        return !unknown.isEmpty() || logs == 0;
    }
}
