package io.chirograph.query.api;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.query.index.FollowedLog;
import io.chirograph.query.index.FollowedLogs;
import io.chirograph.query.index.IndexedCall;
import io.chirograph.query.index.IndexedEvent;
import io.chirograph.query.index.LogRefusedException;
import io.chirograph.query.lookup.IndexReader;
import io.chirograph.query.lookup.NamedCall;
import io.chirograph.query.lookup.Page;
import io.chirograph.query.lookup.SummaryReader;
import io.chirograph.query.lookup.TimelineItem;
import io.chirograph.query.read.AuditedRead;
import io.chirograph.web.ApiException;
import io.chirograph.web.ConditionalOnRole;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;

/// The questions of auditors, whatever their answers are written as. Safe for many threads.
///
/// Each is answered as far as the reader may see, and says what its answer shows, for the event of the read.
/// Parameters are those of the API, values by name.
@ConditionalOnRole(ConditionalOnRole.AUDITOR)
@Component
public record AuditQuestions(IndexReader index, FollowedLogs logs) {
    public Page<IndexedCall> calls(AuditedRead read, Map<String, String[]> parameters) throws SQLException {
        Page<IndexedCall> page = seen(read).calls(QueryParameters.parse("calls", parameters));
        read.found(page.items().size(), page.asOf().sizes());
        page.items().forEach(call -> read.showsCall(call.id()));
        return page;
    }

    public Page<IndexedEvent> events(AuditedRead read, Map<String, String[]> parameters) throws SQLException {
        Page<IndexedEvent> page = seen(read).events(QueryParameters.parse("events", parameters));
        read.found(page.items().size(), page.asOf().sizes());
        page.items().forEach(event -> shows(read, event));
        return page;
    }

    public Page<TimelineItem> timeline(AuditedRead read, Map<String, String[]> parameters) throws SQLException {
        Page<TimelineItem> page = seen(read).timeline(QueryParameters.timeline(parameters));
        read.found(page.items().size(), page.asOf().sizes());
        page.items().forEach(item -> shows(read, item));
        return page;
    }

    public SummaryReader.Answer summary(AuditedRead read, Map<String, String[]> parameters) throws SQLException {
        SummaryReader.Answer answer = seen(read).summary(QueryParameters.summary(parameters));
        read.found(answer.items().size(), answer.asOf().sizes());
        return answer;
    }

    /// Figures of the newest calls alone, in the time of a page: the answer says since when, where there are more.
    /// @param most how many calls are looked through
    public SummaryReader.Answer newest(AuditedRead read, Map<String, String[]> parameters, int most)
            throws SQLException {
        SummaryReader.Answer answer = seen(read).newest(QueryParameters.summary(parameters), most);
        read.found(answer.items().size(), answer.asOf().sizes());
        return answer;
    }

    /// One call with the events that name it.
    /// @param callId as it was given
    /// @throws ApiException none of that id may be seen
    public NamedCall call(AuditedRead read, String callId) throws SQLException {
        UUID id = LogParameters.id("callId", callId, "a UUID");
        NamedCall call =
                seen(read).named(id).orElseThrow(() -> ApiException.notFound("No call " + id + " is indexed."));
        read.found(1);
        read.showsCall(id);
        call.events().forEach(event -> shows(read, event));
        return call;
    }

    /// One event and how it is sealed.
    public record Sealed(IndexedEvent event, SealInfo seal) {}

    /// One event with its seal.
    /// @param name its id or leaf hash, as it was given
    /// @throws ApiException none of that name may be seen
    public Sealed event(AuditedRead read, String name)
            throws SQLException, ArchiveUnavailableException, LogRefusedException {
        IndexedEvent event = seen(read)
                .event(LogParameters.event("id", name))
                .orElseThrow(() -> ApiException.notFound("No event " + name + " is indexed."));
        Sealed sealed = new Sealed(event, seal(read, event));
        read.found(1);
        shows(read, event);
        return sealed;
    }

    /// How an event that may be seen is sealed, as the archive says it now.
    public SealInfo seal(AuditedRead read, IndexedEvent event)
            throws SQLException, ArchiveUnavailableException, LogRefusedException {
        FollowedLog log = logs.log(event.log());
        if (log == null) {
            throw new LogRefusedException(event.log(), "its key is not configured any more");
        }
        return SealInfo.read(log, seen(read).segment(event).orElseThrow(), event.position());
    }

    private static void shows(AuditedRead read, TimelineItem item) {
        if (item.call() != null) {
            read.showsCall(item.call().id());
        } else if (item.event() != null) {
            shows(read, item.event());
        }
    }

    private static void shows(AuditedRead read, IndexedEvent event) {
        read.showsEvent(event.name(), event.call());
    }

    /// The index, as far as the reader sees it.
    private IndexReader seen(AuditedRead read) {
        return index.within(read.scope());
    }
}
