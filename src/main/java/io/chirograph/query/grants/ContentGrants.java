package io.chirograph.query.grants;

import io.chirograph.event.facts.PermissionChanged;
import io.chirograph.event.value.Actor;
import io.chirograph.recording.FactSink;
import io.chirograph.recording.RecordingUnavailable;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The grants: given and taken back, each with its event. Safe for many threads, and processes that share the store.
public final class ContentGrants {
    private static final Logger LOG = LoggerFactory.getLogger(ContentGrants.class);
    private static final String OBJECT = "content";
    private static final String EXPIRED = "it has expired";
    private static final String UNSETTLED = "it was being given when the process ended, and never held";

    private final GrantStore store;
    private final FactSink log;
    private final Clock clock;

    ContentGrants(GrantStore store, FactSink log, Clock clock) {
        this.store = store;
        this.log = log;
        this.clock = clock;
    }

    /// Gives a grant. On return it is recorded, and in force.
    /// @throws RecordingUnavailable it is not in force
    synchronized ContentGrant give(GrantRequest request, Actor operator) throws IOException, RecordingUnavailable {
        return store.alone(() -> giveAlone(request, operator));
    }

    private ContentGrant giveAlone(GrantRequest request, Actor operator) throws IOException, RecordingUnavailable {
        if (store.holding() >= GrantStore.MOST_HOLDING) {
            throw new IllegalArgumentException(
                    GrantStore.MOST_HOLDING + " grants hold already, which is the most; take some back");
        }
        Instant now = clock.instant();
        ContentGrant grant = new ContentGrant(
                UUID.randomUUID(),
                ContentGrant.State.PENDING,
                request.principal(),
                request.reason(),
                request.scope(),
                now,
                request.end(now),
                String.valueOf(operator.verified().get("subject")),
                null,
                null);
        store.put(grant);
        try {
            log.record(changed(grant, new TreeMap<>(), grant.facts(), grant.reason(), operator));
        } catch (RecordingUnavailable e) {
            // whether it is recorded may not be known, so its end is recorded too
            store.put(grant.ending(now, "it could not be recorded, and never held"));
            throw e;
        }
        ContentGrant live = grant.in(ContentGrant.State.LIVE);
        store.put(live); // from here on it lets its reader in
        return live;
    }

    /// Takes a grant back. On return it is not in force, which is recorded. Repeated, it changes nothing.
    /// @return the grant; empty where none has this id
    /// @throws RecordingUnavailable it is not in force any more, and that is recorded as soon as that is possible
    synchronized Optional<ContentGrant> end(UUID id, @Nullable String reason, Actor operator)
            throws IOException, RecordingUnavailable {
        return store.alone(() -> endAlone(id, reason, operator));
    }

    private Optional<ContentGrant> endAlone(UUID id, @Nullable String reason, Actor operator)
            throws IOException, RecordingUnavailable {
        Optional<ContentGrant> found = store.get(id);
        if (found.isEmpty() || found.get().state() == ContentGrant.State.ENDED) {
            return found;
        }
        ContentGrant ending = found.get();
        if (ending.state() != ContentGrant.State.ENDING) {
            ending = ending.ending(clock.instant(), reason == null ? "it was taken back" : reason);
            store.put(ending); // from here on it lets nobody in
        }
        return Optional.of(record(ending, operator));
    }

    private ContentGrant record(ContentGrant ending, Actor operator) throws IOException, RecordingUnavailable {
        log.record(changed(ending, ending.facts(), new TreeMap<>(), String.valueOf(ending.why()), operator));
        ContentGrant ended = ending.in(ContentGrant.State.ENDED);
        store.put(ended);
        store.prune();
        return ended;
    }

    private static PermissionChanged changed(
            ContentGrant grant,
            SortedMap<String, Object> before,
            SortedMap<String, Object> after,
            String reason,
            Actor operator) {
        return new PermissionChanged("reader:" + grant.principal(), OBJECT, before, after, reason, operator);
    }

    /// Ends what has expired, and records the ends that are not recorded yet.
    void settle() {
        try {
            for (ContentGrant grant : store.in(ContentGrant.State.LIVE)) {
                if (!grant.holds(clock.instant())) {
                    settle(grant.ending(clock.instant(), EXPIRED));
                }
            }
            for (ContentGrant grant : store.in(ContentGrant.State.ENDING)) {
                settle(grant);
            }
        } catch (IOException e) {
            LOG.error("The grants to read content cannot be read or written: {}", e.getMessage());
        } catch (RecordingUnavailable e) {
            LOG.warn("The end of a grant cannot be recorded now: {}", e.getMessage());
        }
    }

    /// Ends what was begun before this process started, then as [#settle].
    void begin() {
        try {
            boolean unused = store.alone(() -> {
                for (ContentGrant grant : store.in(ContentGrant.State.PENDING)) {
                    store.put(grant.ending(clock.instant(), UNSETTLED));
                }
                return true;
            });
        } catch (IOException e) {
            LOG.error("The grants to read content cannot be read or written: {}", e.getMessage());
        }
        settle();
    }

    private synchronized void settle(ContentGrant grant) throws IOException, RecordingUnavailable {
        ContentGrant unused = store.alone(() -> settleAlone(grant));
    }

    private ContentGrant settleAlone(ContentGrant grant) throws IOException, RecordingUnavailable {
        ContentGrant now = store.get(grant.id()).orElse(grant);
        if (now.state() == ContentGrant.State.ENDED) {
            return now; // somebody took it back meanwhile
        }
        ContentGrant ending = now.state() == ContentGrant.State.ENDING ? now : grant;
        store.put(ending);
        return record(ending, new Actor(new TreeMap<>(), new TreeMap<>(Map.of("application", "chirograph"))));
    }

    /// The newest, newest first.
    List<ContentGrant> newest(int most) throws IOException {
        return store.newest(most);
    }

    Optional<ContentGrant> get(UUID id) throws IOException {
        return store.get(id);
    }

    /// A grant in force by which a reader may read a call's content.
    /// @param tenant the call's; null where no credential proved one
    /// @param time when the call began
    public Optional<ContentGrant> covering(String principal, UUID call, @Nullable String tenant, Instant time)
            throws IOException {
        Instant now = clock.instant();
        return store.live(principal).stream()
                .filter(grant -> grant.holds(now) && grant.scope().covers(call, tenant, time))
                .findFirst();
    }
}
