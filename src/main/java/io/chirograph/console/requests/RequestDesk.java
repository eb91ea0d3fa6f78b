package io.chirograph.console.requests;

import io.chirograph.console.desk.DeskStore;
import io.chirograph.console.desk.Shelf;
import io.chirograph.event.EventView;
import io.chirograph.event.facts.AuditorDesk.RequestChanged;
import io.chirograph.event.facts.AuditorDesk.RequestChanged.Action;
import io.chirograph.identity.operators.AuditScope;
import io.chirograph.identity.operators.Operator;
import io.chirograph.recording.Recorder;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.web.ApiException;
import io.chirograph.web.ConditionalOnRole;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// The requests of this process. Each step is an event, durable before the step is taken. Thread-safe.
///
/// A request is seen by whoever opened it, by who has the same limits, and by who sees the whole trail.
@ConditionalOnRole(ConditionalOnRole.AUDITOR)
@Component
final class RequestDesk {
    /// So many there may be; closed ones make room.
    static final int MOST = 500;

    private final Shelf<AuditRequest> requests;
    private final Recorder recorder;
    private final Clock clock;
    private final ReentrantLock changing = new ReentrantLock();

    RequestDesk(DeskStore store, Recorder recorder, Clock clock) {
        this.requests = store.shelf("request", AuditRequest.class, MOST);
        this.recorder = recorder;
        this.clock = clock;
    }

    /// What a step says and brings.
    /// @param query a search, by its URL; null without one
    record Said(@Nullable String text, @Nullable String query, List<UUID> calls, List<String> events) {
        Said(@Nullable String text) {
            this(text, null, List.of(), List.of());
        }

        boolean isEmpty() {
            return text == null && query == null && calls.isEmpty() && events.isEmpty();
        }

        private List<String> evidence() {
            return Stream.concat(calls.stream().map(UUID::toString), events.stream())
                    .toList();
        }
    }

    /// The newest first.
    List<AuditRequest> seenBy(Operator auditor) {
        return requests.all().stream().filter(one -> sees(auditor, one)).toList();
    }

    /// @throws ApiException there is none of that id that the auditor may see
    AuditRequest seen(String id, Operator auditor) {
        return Optional.ofNullable(EventView.uuid(id))
                .flatMap(named -> requests.get(named.toString()))
                .filter(one -> sees(auditor, one))
                .orElseThrow(() -> ApiException.notFound("There is no such request."));
    }

    /// Opens a request.
    /// @throws RecordingUnavailable there is none
    AuditRequest open(String title, @Nullable LocalDate due, Said said, Operator auditor) throws RecordingUnavailable {
        AuditScope scope = auditor.scope();
        AuditRequest request = new AuditRequest(
                UUID.randomUUID(),
                title,
                due,
                scope.tenants(),
                scope.logs(),
                fact(auditor, "subject"),
                fact(auditor, "issuer"),
                List.of());
        changing.lock();
        try {
            if (!requests.makeRoom(clock.instant())) {
                throw ApiException.badParameter("requests", Integer.toString(MOST), "fewer: close some");
            }
            return take(request, Action.OPENED, said, auditor);
        } finally {
            changing.unlock();
        }
    }

    /// Takes a step.
    /// @throws RecordingUnavailable it is not taken
    void step(String id, Action action, Said said, Operator auditor) throws RecordingUnavailable {
        changing.lock();
        try {
            AuditRequest request = seen(id, auditor);
            boolean isPossible = action != Action.OPENED && request.isClosed() == (action == Action.REOPENED);
            if (!isPossible) {
                throw ApiException.badParameter(
                        "action",
                        action.name(),
                        request.isClosed() ? "REOPENED: the request is closed" : "ANSWERED or CLOSED");
            }
            if (request.steps().size() >= AuditRequest.MOST_STEPS) {
                throw ApiException.badParameter(
                        "steps", Integer.toString(AuditRequest.MOST_STEPS), "fewer: open another request");
            }
            AuditRequest unused = take(request, action, said, auditor);
        } finally {
            changing.unlock();
        }
    }

    private AuditRequest take(AuditRequest request, Action action, Said said, Operator auditor)
            throws RecordingUnavailable {
        recorder.record(new RequestChanged(
                request.id(),
                action,
                request.title(),
                said.text(),
                request.due(),
                said.query(),
                said.evidence(),
                auditor.actor()));
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        AuditRequest taken = request.with(new AuditRequest.Step(
                action, fact(auditor, "subject"), now, said.text(), said.query(), said.calls(), said.events()));
        requests.put(taken);
        return taken;
    }

    private static boolean sees(Operator auditor, AuditRequest request) {
        return auditor.scope().equals(AuditScope.ALL)
                || auditor.scope().equals(request.scope())
                || (request.maker().equals(fact(auditor, "subject"))
                        && request.issuer().equals(fact(auditor, "issuer")));
    }

    private static String fact(Operator operator, String name) {
        return operator.actor().verified().getOrDefault(name, "");
    }
}
