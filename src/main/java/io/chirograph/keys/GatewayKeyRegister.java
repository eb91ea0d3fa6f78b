package io.chirograph.keys;

import io.chirograph.event.facts.CredentialRotated;
import io.chirograph.event.facts.Fact;
import io.chirograph.event.facts.PermissionChanged;
import io.chirograph.event.value.Actor;
import io.chirograph.identity.callers.GatewayKeyDatabase;
import io.chirograph.identity.callers.GatewayKeyEntry;
import io.chirograph.identity.callers.GatewayKeys;
import io.chirograph.identity.callers.StoredKey;
import io.chirograph.recording.FactSink;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.web.ApiException;
import io.chirograph.web.ErrorCode;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Makes, disables and rotates gateway keys. Safe for many threads; one change at a time.
///
/// A change is announced in the database, then its event is durable, then it is in force. What a process that stops in
/// between announced, the next start settles, or another process that shares the database, with an event again: a key
/// that was to be disabled is, a key or a secret that nobody was given is dropped.
public final class GatewayKeyRegister {
    static final Duration LONGEST_OVERLAP = Duration.ofDays(90);
    private static final Actor OURSELVES =
            new Actor(new TreeMap<>(), new TreeMap<>(Map.of("application", "chirograph")));

    private final GatewayKeyDatabase database;
    private final GatewayKeys keys;
    private final FactSink trail;
    private final Clock clock;

    /// @throws IllegalArgumentException a key of the database has the id of a configured one
    GatewayKeyRegister(GatewayKeyDatabase database, GatewayKeys keys, FactSink trail, Clock clock) throws IOException {
        this.database = database;
        this.keys = keys;
        this.trail = trail;
        this.clock = clock;
        database.see(keys.configured().stream().map(GatewayKeyEntry::id).toList());
        keys.stored(database.keys(), database.pending());
    }

    /// Those of the database.
    public synchronized List<StoredKey> stored() throws IOException {
        return database.keys();
    }

    /// Those of the configuration.
    public List<GatewayKeyEntry> configured() {
        return keys.configured();
    }

    /// @throws RecordingUnavailable nothing has changed, or, where its outcome is unknown, a restart will settle it
    /// @throws ApiException a key has or had the id; nothing has changed
    public synchronized StoredKey.Made create(GatewayKeyRequest request, Actor operator)
            throws IOException, RecordingUnavailable {
        return database.alone(() -> createAlone(request, operator));
    }

    private StoredKey.Made createAlone(GatewayKeyRequest request, Actor operator)
            throws IOException, RecordingUnavailable {
        settleAlone();
        if (database.taken(request.id())) {
            throw new ApiException(
                    ErrorCode.KEY_EXISTS,
                    "A gateway key is or was '" + request.id() + "', here or in the configuration; an id is never given"
                            + " twice.");
        }
        StoredKey.Made made = request.make(clock.instant());
        change(
                made.key(),
                permission(made.key().id(), Optional.empty(), Optional.of(made.key()), request.reason(), operator));
        return made;
    }

    /// Disables a key for good; one that is disabled already stays as it is, without an event.
    public synchronized StoredKey disable(String id, String reason, Actor operator)
            throws IOException, RecordingUnavailable {
        return database.alone(() -> disableAlone(id, reason, operator));
    }

    private StoredKey disableAlone(String id, String reason, Actor operator) throws IOException, RecordingUnavailable {
        settleAlone();
        StoredKey before = find(id);
        if (before.disabled() != null) {
            return before;
        }
        StoredKey after = before.disable(clock.instant());
        change(after, permission(id, Optional.of(before), Optional.of(after), reason, operator));
        return after;
    }

    /// Gives a key another secret.
    /// @param overlap how long the present secret goes on working; zero ends every earlier one at once
    public synchronized StoredKey.Made rotate(String id, Duration overlap, String reason, Actor operator)
            throws IOException, RecordingUnavailable {
        if (overlap.isNegative() || overlap.compareTo(LONGEST_OVERLAP) > 0) {
            throw new IllegalArgumentException("overlap is " + overlap + "; PT0S to " + LONGEST_OVERLAP);
        }
        return database.alone(() -> rotateAlone(id, overlap, reason, operator));
    }

    private StoredKey.Made rotateAlone(String id, Duration overlap, String reason, Actor operator)
            throws IOException, RecordingUnavailable {
        settleAlone();
        StoredKey before = find(id);
        Instant now = clock.instant();
        if (before.disabled() != null) {
            throw new ApiException(
                    ErrorCode.KEY_DISABLED_ALREADY, "The gateway key '" + id + "' is disabled, for good.");
        }
        if (before.overlaps(now) && !overlap.isZero()) {
            throw new ApiException(
                    ErrorCode.KEY_ROTATING,
                    "The gateway key '" + id + "' was rotated and its former secret still works; an overlap of PT0S"
                            + " ends both of its secrets at once.");
        }
        StoredKey.Made made = before.rotate(overlap, now);
        StoredKey.Previous previous = made.key().previous();
        change(
                made.key(),
                new CredentialRotated(
                        "gateway-key",
                        id,
                        made.key().fingerprint(),
                        before.fingerprint(),
                        previous == null ? null : previous.until(),
                        reason,
                        operator));
        return made;
    }

    /// Settles what a process that stopped has left half done.
    synchronized void settle() throws IOException, RecordingUnavailable {
        boolean unused = database.pending().isEmpty() || database.alone(this::settleAlone);
    }

    private boolean settleAlone() throws IOException, RecordingUnavailable {
        for (StoredKey pending : database.pending()) {
            Optional<StoredKey> current = database.find(pending.id());
            if (pending.disabled() != null) {
                trail.record(permission(
                        pending.id(),
                        current,
                        Optional.of(pending),
                        "finished after the process stopped in the middle of it",
                        OURSELVES));
                database.apply(pending);
            } else {
                trail.record(permission(
                        pending.id(),
                        Optional.of(pending),
                        current,
                        "dropped after the process stopped in the middle of it",
                        OURSELVES));
                database.see(List.of(pending.id()));
                database.withdraw(pending);
            }
        }
        inForce();
        return true;
    }

    /// Puts into force what the database holds, whoever changed it.
    void inForce() throws IOException {
        synchronized (keys) {
            keys.stored(database.keys(), database.pending());
        }
    }

    boolean isShared() {
        return database.isShared();
    }

    private StoredKey find(String id) throws IOException {
        if (keys.configured().stream().anyMatch(entry -> entry.id().equals(id))) {
            throw new ApiException(
                    ErrorCode.KEY_CONFIGURED,
                    "The gateway key '" + id + "' stands in the configuration and is changed there.");
        }
        return database.find(id)
                .orElseThrow(() -> new ApiException(ErrorCode.NOT_FOUND, "No gateway key is '" + id + "'."));
    }

    private void change(StoredKey after, Fact event) throws IOException, RecordingUnavailable {
        database.announce(after);
        try {
            trail.record(event);
        } catch (RecordingUnavailable e) {
            if (!e.outcomeUnknown()) {
                database.withdraw(after);
            }
            throw e;
        }
        if (after.disabled() != null) {
            synchronized (keys) {
                keys.stored(database.keys(), List.of(after));
            }
        }
        // The commit point: a stop before this line is settled by the next start, one after it has nothing to settle.
        database.apply(after);
        inForce();
    }

    private static PermissionChanged permission(
            String id, Optional<StoredKey> before, Optional<StoredKey> after, String reason, Actor operator) {
        return new PermissionChanged("gateway-key:" + id, "model-calls", facts(before), facts(after), reason, operator);
    }

    private static SortedMap<String, Object> facts(Optional<StoredKey> key) {
        return key.map(GatewayKeyView::facts).orElseGet(TreeMap::new);
    }
}
