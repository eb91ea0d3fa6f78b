package io.chirograph.query;

import io.chirograph.Schemas;
import io.chirograph.event.facts.AccessAuthenticated;
import io.chirograph.event.facts.AuditRead;
import io.chirograph.event.facts.AuditorDesk;
import io.chirograph.event.facts.CallRefused;
import io.chirograph.event.facts.ConfigChanged;
import io.chirograph.event.facts.CredentialRotated;
import io.chirograph.event.facts.ErasureRequested;
import io.chirograph.event.facts.EventEncoder;
import io.chirograph.event.facts.Fact;
import io.chirograph.event.facts.HoldObserved;
import io.chirograph.event.facts.HoldRequested;
import io.chirograph.event.facts.PayloadErased;
import io.chirograph.event.facts.PermissionChanged;
import io.chirograph.event.facts.RefusalFact;
import io.chirograph.event.facts.RetentionRequested;
import io.chirograph.event.facts.SwitchThrown;
import io.chirograph.event.value.ContentPart;
import io.chirograph.recording.ContentWriter;
import io.chirograph.recording.EventWithContent;
import io.chirograph.recording.Recorded;
import io.chirograph.recording.Recorder;
import io.chirograph.recording.RecordingUnavailable;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongPredicate;

/// Takes what is recorded of operators, and nothing else; or nothing at all for a while.
public final class RecordedReads implements Recorder {
    public final List<AccessAuthenticated> granted = new CopyOnWriteArrayList<>();
    public final List<AccessAuthenticated> refused = new CopyOnWriteArrayList<>();
    final List<AuditRead> reads = new CopyOnWriteArrayList<>();
    public final List<PermissionChanged> permissions = new CopyOnWriteArrayList<>();
    /// What administrators and retention managers did.
    public final List<Fact> acts = new CopyOnWriteArrayList<>();
    /// What auditors did beside reading.
    public final List<AuditorDesk> desk = new CopyOnWriteArrayList<>();

    public volatile boolean unavailable;
    private final EventEncoder encoder = new EventEncoder("example.com/chirograph/reads", Clock.systemUTC());

    @Override
    public UUID record(Fact fact) throws RecordingUnavailable {
        if (unavailable) {
            throw new RecordingUnavailable("the journal is full", Duration.ofSeconds(7), false, null);
        }
        Schemas.assertEvent(encoder.encode(fact).canonical());
        switch (fact) {
            case AccessAuthenticated access -> granted.add(access);
            case AuditRead read -> reads.add(read);
            case PermissionChanged change -> permissions.add(change);
            case SwitchThrown act -> acts.add(act);
            case CredentialRotated act -> acts.add(act);
            case HoldRequested act -> acts.add(act);
            case HoldObserved found -> acts.add(found);
            case RetentionRequested act -> acts.add(act);
            case ErasureRequested act -> acts.add(act);
            case PayloadErased act -> acts.add(act);
            case PayloadErased.Key act -> acts.add(act);
            case ConfigChanged act -> acts.add(act);
            case AuditorDesk act -> desk.add(act);
            default -> throw new AssertionError(fact + " is not asked for here");
        }
        return UUID.randomUUID();
    }

    @Override
    public void refusedUnauthenticated(RefusalFact fact, boolean first) {
        refused.add((AccessAuthenticated) fact);
    }

    @Override
    public Recorded record(Fact fact, List<ContentWriter> content) throws RecordingUnavailable {
        throw new AssertionError("no content is recorded here");
    }

    @Override
    public List<Recorded> record(List<EventWithContent> events) {
        throw new AssertionError("no application records here");
    }

    @Override
    public ContentWriter content(UUID callId, ContentPart part, long most, LongPredicate memory) {
        throw new AssertionError("no content is recorded here");
    }

    @Override
    public void refused(CallRefused fact) {
        throw new AssertionError("no call is refused here");
    }

    @Override
    public void lapsed() {
        throw new AssertionError("nothing lapses here");
    }

    /// The reads since this was last asked.
    public List<AuditRead> takeReads() {
        List<AuditRead> taken = new ArrayList<>(reads);
        reads.removeAll(taken);
        return taken;
    }
}
