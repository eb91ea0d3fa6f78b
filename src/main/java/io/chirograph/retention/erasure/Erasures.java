package io.chirograph.retention.erasure;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.content.keys.ErasableKeys;
import io.chirograph.content.keys.SubjectKey;
import io.chirograph.event.facts.ErasureRequested;
import io.chirograph.event.facts.PayloadErased;
import io.chirograph.event.value.Actor;
import io.chirograph.recording.FactSink;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.retention.requests.RetentionRequestStore;
import io.chirograph.web.ApiException;
import io.chirograph.web.ErrorCode;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The erasures of this process, one at a time, by the steps of this package. Safe for many threads.
public final class Erasures {
    private static final Logger LOG = LoggerFactory.getLogger(Erasures.class);

    private final ErasureStore store;
    private final ErasableKeys keys;
    private final RetentionRequestStore register;
    private final HoldSearch holds;
    private final Archive archive;
    private final FactSink log;
    private final Clock clock;

    Erasures(
            ErasureStore store,
            ErasableKeys keys,
            RetentionRequestStore register,
            List<Archive> archives,
            FactSink log,
            Clock clock) {
        this.store = store;
        this.keys = keys;
        this.register = register;
        this.holds = new HoldSearch(register, archives);
        this.archive = archives.getFirst();
        this.log = log;
        this.clock = clock;
    }

    /// What would be reached, and what is held.
    /// @param refused null where nothing is
    public record Preview(
            List<String> keyIds, Reach reach, @Nullable String refused) {}

    /// Searches, and changes nothing.
    public Preview preview(ErasureQuestion question) throws IOException, ArchiveUnavailableException {
        List<String> keyIds = keyIds(question);
        ReachSearch.Found found = new ReachSearch(archive, keyIds).search();
        return new Preview(keyIds, found.reach(), holds.on(found.objects()).orElse(null));
    }

    /// Erases; or says how far the erasure with this request id has come.
    /// @return as it stands: what is not at its end goes on by itself
    /// @throws ApiException there is one with this id about something else
    /// @throws ArchiveUnavailableException nothing was begun
    /// @throws RecordingUnavailable nothing was destroyed, and nothing is begun, unless its outcome is unknown or a
    ///     refusal is what cannot be recorded
    public synchronized Erasure erase(ErasureQuestion question, String operator)
            throws IOException, ArchiveUnavailableException, RecordingUnavailable {
        UUID id = Objects.requireNonNullElseGet(question.requestId(), UUID::randomUUID);
        Optional<Erasure> known = store.get(id);
        if (known.isPresent()) {
            if (!known.get().isOf(question)) {
                throw new ApiException(
                        ErrorCode.ERASURE_DIFFERS,
                        "There is an erasure " + id + " already, of another person or for another reason.",
                        "requestId",
                        id.toString());
            }
            return goOn(known.get(), null);
        }
        List<String> keyIds = keyIds(question);
        ReachSearch.Found found = new ReachSearch(archive, keyIds).search();
        Erasure asked = new Erasure(
                id,
                Erasure.State.ASKED,
                clock.instant(),
                question.tenant(),
                question.subject(),
                SubjectProof.of(question.subject()),
                question.reason(),
                question.legalBasis(),
                operator,
                keyIds,
                found.reach(),
                null,
                null);
        store.put(asked);
        try {
            return goOn(asked, found);
        } catch (RecordingUnavailable e) {
            Erasure now = store.get(id).orElse(asked);
            if (now.state() == Erasure.State.DESTROYED) {
                LOG.warn(
                        "That the keys of {} are destroyed is recorded as soon as that is possible: {}",
                        id,
                        e.getMessage());
                return now;
            }
            if (now.state() == Erasure.State.ASKED && !e.outcomeUnknown()) {
                store.remove(id);
            }
            throw e;
        }
    }

    private List<String> keyIds(ErasureQuestion question) throws IOException {
        return keys.present(question.tenant(), question.subject()).stream()
                .map(SubjectKey::id)
                .toList();
    }

    /// Takes an erasure to its end, from wherever it stands.
    /// @param before what was found a moment ago; null to search again
    private Erasure goOn(Erasure erasure, ReachSearch.@Nullable Found before)
            throws IOException, ArchiveUnavailableException, RecordingUnavailable {
        Erasure now = erasure;
        if (now.state() == Erasure.State.ASKED) {
            log.record(requested(now, null));
            now = put(now.in(Erasure.State.REQUESTED));
        }
        if (now.state() == Erasure.State.REQUESTED) {
            now = decide(now, before);
        }
        if (now.state() == Erasure.State.REFUSING) {
            log.record(requested(now, now.refused()));
            return put(now.ended(Erasure.State.REFUSED, clock.instant()));
        }
        if (now.state() == Erasure.State.DESTROYED) {
            for (String keyId : now.keyIds()) {
                log.record(new PayloadErased.Key(keyId, now.reason(), now.requestId()));
                log.record(new PayloadErased(
                        keyId, now.requestId(), now.reach().callsByKey().getOrDefault(keyId, 0L)));
            }
            return put(now.ended(Erasure.State.DONE, clock.instant()));
        }
        return now;
    }

    /// Either a hold wins, or the keys are gone. No hold is asked for here meanwhile.
    private Erasure decide(Erasure erasure, ReachSearch.@Nullable Found before)
            throws IOException, ArchiveUnavailableException {
        if (!isAnyKeyThere(erasure)) {
            return put(erasure.in(Erasure.State.DESTROYED)); // a run before this one came so far
        }
        ReachSearch.Found found = before != null ? before : new ReachSearch(archive, erasure.keyIds()).search();
        register.changing().lock();
        try {
            Optional<String> held = holds.on(found.objects());
            if (held.isPresent()) {
                return put(erasure.refusing(held.get()));
            }
            for (String keyId : erasure.keyIds()) {
                boolean unused = keys.destroy(keyId);
            }
        } finally {
            register.changing().unlock();
        }
        return put(erasure.in(Erasure.State.DESTROYED));
    }

    private boolean isAnyKeyThere(Erasure erasure) throws IOException {
        for (String keyId : erasure.keyIds()) {
            if (keys.find(keyId).isPresent()) {
                return true;
            }
        }
        return false;
    }

    private Erasure put(Erasure erasure) throws IOException {
        store.put(erasure);
        return erasure;
    }

    private static ErasureRequested requested(Erasure erasure, @Nullable String refused) {
        return new ErasureRequested(
                erasure.requestId(),
                erasure.tenant(),
                erasure.keyIds(),
                erasure.reason(),
                erasure.legalBasis(),
                refused,
                new Actor(new TreeMap<>(Map.of("subject", erasure.operator())), new TreeMap<>()));
    }

    /// Goes on with what is not at its end.
    void settle() {
        try {
            for (Erasure open : store.open()) {
                settle(open.requestId());
            }
        } catch (IOException e) {
            LOG.error("The erasures cannot be read: {}", e.getMessage());
        }
    }

    private synchronized void settle(UUID id) {
        try {
            Erasure open = store.get(id).orElseThrow();
            Erasure now = goOn(open, null);
            LOG.info("{}", now);
        } catch (IOException | ArchiveUnavailableException | RecordingUnavailable e) {
            LOG.warn("Erasure {} cannot be gone on with now: {}", id, e.getMessage());
        }
    }

    /// The erasure of this request id.
    public Optional<Erasure> get(UUID id) throws IOException {
        return store.get(id);
    }

    /// The newest, newest first.
    public List<Erasure> newest(int most) throws IOException {
        return store.newest(most);
    }
}
