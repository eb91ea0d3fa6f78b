package io.chirograph.console.requests;

import io.chirograph.console.desk.Shelf;
import io.chirograph.event.facts.AuditorDesk.RequestChanged.Action;
import io.chirograph.identity.operators.AuditScope;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What an auditor wants to be shown, and all that happened to it.
/// @param due the day until when it is wanted; null without one
/// @param tenants what whoever opened it is limited to; null for all
/// @param logs the same
/// @param maker subject of whoever opened it
/// @param issuer of that subject
/// @param steps in their order; the first opened it
record AuditRequest(
        UUID id,
        String title,
        @Nullable LocalDate due,
        @Nullable SortedSet<String> tenants,
        @Nullable SortedSet<String> logs,
        String maker,
        String issuer,
        List<Step> steps)
        implements Shelf.Item {
    /// So many steps a request may have.
    static final int MOST_STEPS = 100;

    /// @param query the search that it brings, by its URL; null without one
    record Step(
            Action action,
            String by,
            Instant at,
            @Nullable String text,
            @Nullable String query,
            List<UUID> calls,
            List<String> events) {}

    @Override
    public String key() {
        return id.toString();
    }

    @Override
    public boolean over(Instant now) {
        return isClosed();
    }

    boolean isClosed() {
        return steps.getLast().action() == Action.CLOSED;
    }

    /// How it stands, in a word.
    String state() {
        if (isClosed()) {
            return "closed";
        }
        return steps.getLast().action() == Action.ANSWERED ? "answered" : "open";
    }

    AuditScope scope() {
        return new AuditScope(tenants, logs);
    }

    AuditRequest with(Step step) {
        List<Step> all = new ArrayList<>(steps);
        all.add(step);
        return new AuditRequest(id, title, due, tenants, logs, maker, issuer, all);
    }
}
