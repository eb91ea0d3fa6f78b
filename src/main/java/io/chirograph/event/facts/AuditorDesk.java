package io.chirograph.event.facts;

import io.chirograph.event.EventType;
import io.chirograph.event.encoding.Fields;
import io.chirograph.event.value.Actor;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A fact about what auditors keep and hand out beside reading. Each is recorded before it takes effect.
public sealed interface AuditorDesk extends Fact {
    /// The facts of a `link.created` event: an auditor makes a link that shows somebody else a part of the trail.
    /// @param note whom it is for, in the auditor's words
    /// @param call the call that it shows; null where it shows a list
    /// @param query the question whose calls it shows, by parameters; empty where it shows one call
    /// @param scope what its maker is limited to, and so whoever opens it: `tenants`, `logs`; empty without limits
    /// @param expiresAt when it opens nothing any more, and shows nothing
    @Fact.Of(EventType.LINK_CREATED)
    record LinkCreated(
            UUID link,
            String note,
            @Nullable UUID call,
            SortedMap<String, Object> query,
            SortedMap<String, Object> scope,
            Instant expiresAt,
            Actor operator)
            implements AuditorDesk {
        @Override
        public void writeTo(Fields data) {
            data.id("link", link)
                    .text("note", note, 256)
                    .id("call", call)
                    .map("query", query, 1024)
                    .map("scope", scope, Fields.WORD)
                    .time("expiresAt", expiresAt)
                    .object("operator", operator);
        }
    }

    /// The facts of a `link.revoked` event: a link is taken back.
    @Fact.Of(EventType.LINK_REVOKED)
    record LinkRevoked(UUID link, Actor operator) implements AuditorDesk {
        @Override
        public void writeTo(Fields data) {
            data.id("link", link).object("operator", operator);
        }
    }

    /// The facts of a `request.changed` event: one step of what an auditor wants to be shown.
    /// @param title what is wanted, in a few words
    /// @param text what this step says; null where it says nothing
    /// @param due the day until when it is wanted; null without one
    /// @param query the search that an answer brings, as a path with parameters; null without one
    /// @param evidence ids of calls and events that an answer brings
    @Fact.Of(EventType.REQUEST_CHANGED)
    record RequestChanged(
            UUID request,
            Action action,
            String title,
            @Nullable String text,
            @Nullable LocalDate due,
            @Nullable String query,
            List<String> evidence,
            Actor operator)
            implements AuditorDesk {
        public enum Action {
            OPENED,
            ANSWERED,
            CLOSED,
            REOPENED
        }

        @Override
        public void writeTo(Fields data) {
            data.id("request", request)
                    .constant("action", action.name().toLowerCase(Locale.ROOT))
                    .text("title", title, 256)
                    .text("text", text, 4096)
                    .constant("due", due)
                    .text("query", query, 2048)
                    .texts("evidence", evidence, Fields.ENTRIES, Fields.WORD)
                    .object("operator", operator);
        }
    }

    /// The facts of a `question.changed` event: an auditor keeps a question under a name, or deletes it.
    /// @param kept whether it is kept from here on
    /// @param ask path and filters, as in a URL
    /// @param expect how many it is expected to find
    /// @param last the usual period; null without one
    @Fact.Of(EventType.QUESTION_CHANGED)
    record QuestionChanged(
            String name,
            boolean kept,
            String ask,
            String expect,
            @Nullable String last,
            Actor operator) implements AuditorDesk {
        @Override
        public void writeTo(Fields data) {
            data.word("name", name)
                    .constant("action", kept ? "saved" : "deleted")
                    .text("ask", ask, 2048)
                    .word("expect", expect)
                    .word("last", last)
                    .object("operator", operator);
        }
    }
}
