package io.chirograph.report;

import io.chirograph.event.EventType;
import io.chirograph.query.index.IndexedEvent;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// The sections that events tell.
record EventSections(Period period) {
    private static final String SUBJECT = "operator.verified.subject";
    private static final int LONGEST = 400;
    private static final int MOST_DAYS = 400;

    List<Section> all() throws SQLException {
        List<Section> all = new ArrayList<>();
        all.add(inForce());
        all.add(policies());
        all.add(changes());
        all.add(entered());
        all.add(read());
        all.add(links());
        all.add(permissions());
        all.add(refusals());
        all.add(alerts());
        all.add(wentAround());
        all.add(keys());
        all.add(retentionActs());
        all.add(verifications());
        return all;
    }

    private static String time(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }

    private static String text(JsonNode data, String path) {
        JsonNode node = data.at("/" + path.replace('.', '/'));
        return node.isMissingNode() || node.isNull() ? "" : node.isString() ? node.stringValue() : node.toString();
    }

    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }

    private static JsonNode data(IndexedEvent event) {
        return event.view().data();
    }

    /// By log and setting, the digest that was in force at the end of each day.
    private Section inForce() throws SQLException {
        Map<String, TreeMap<Long, String>> byPart = new TreeMap<>();
        for (IndexedEvent event : period.eventsUntilEnd(EventType.CONFIG_CHANGED)) {
            String part = event.log() + "\n" + text(data(event), "setting");
            byPart.computeIfAbsent(part, nobody -> new TreeMap<>())
                    .put(event.time(), text(data(event), "after.digest"));
        }
        Section.Table table = new Section.Table("day", "log", "part", "digest", "since");
        LocalDate day = day(period.from());
        LocalDate last = day(period.to() - 1);
        for (int i = 0; !day.isAfter(last) && i < MOST_DAYS; i++, day = day.plusDays(1)) {
            long end = Math.min(
                    period.to(),
                    day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli());
            for (Map.Entry<String, TreeMap<Long, String>> part : byPart.entrySet()) {
                Map.Entry<Long, String> held = part.getValue().lowerEntry(end);
                if (held != null) {
                    String[] names = part.getKey().split("\n", 2);
                    table.row(day, names[0], names[1], held.getValue(), time(held.getKey()));
                }
            }
        }
        return table.section(
                "in-force",
                "Policy and configuration in force on each day",
                "From config.changed events: what held at the end of each day in UTC, at most " + MOST_DAYS
                        + " days. A part of which no event is indexed is not listed; calls name the policy that judged them.");
    }

    private static LocalDate day(long millis) {
        return Instant.ofEpochMilli(millis).atZone(ZoneOffset.UTC).toLocalDate();
    }

    private Section policies() throws SQLException {
        Section.Table table = new Section.Table("policy", "calls", "first", "last");
        groups(table, EventType.CALL_STARTED, "policy.policyDigest");
        return table.section(
                "policies",
                "Policies that judged calls",
                "ai.call.started events, counted by the digest of the policy that they name.");
    }

    private Section changes() throws SQLException {
        Section.Table table = new Section.Table("time", "log", "part", "reason", "by", "after", "event");
        for (IndexedEvent event : period.events(EventType.CONFIG_CHANGED)) {
            JsonNode data = data(event);
            table.row(
                    time(event.time()),
                    event.log(),
                    text(data, "setting"),
                    text(data, "reason"),
                    who(data),
                    cut(text(data, "after")),
                    event.name());
        }
        return table.section(
                "changes", "Changes of policy and configuration", "Every config.changed event of the period.");
    }

    private static String who(JsonNode data) {
        String verified = text(data, SUBJECT);
        return verified.isEmpty() ? "asserted: " + text(data, "operator.asserted.user") : verified;
    }

    private Section entered() throws SQLException {
        Section.Table table =
                new Section.Table("who", "issuer", "surface", "role", "outcome", "times", "first", "last");
        groups(
                table,
                EventType.ACCESS_AUTHENTICATED,
                SUBJECT,
                "operator.verified.issuer",
                "surface",
                "role",
                "outcome");
        return table.section(
                "access",
                "Who entered, and who was refused",
                "access.authenticated events, counted; one stands for all requests with a token within chirograph.identity.operators.access-interval.");
    }

    private Section read() throws SQLException {
        Section.Table table = new Section.Table("who", "role", "path", "status", "times", "first", "last");
        groups(table, EventType.AUDIT_READ, SUBJECT, "role", "http.path", "status");
        return table.section(
                "reads", "Who read what", "audit.read events, counted; each is in the log with its question.");
    }

    private Section links() throws SQLException {
        Section.Table table = new Section.Table("time", "log", "what", "by", "says");
        for (IndexedEvent event : period.events(EventType.LINK_CREATED, EventType.LINK_REVOKED)) {
            table.row(
                    time(event.time()),
                    event.log(),
                    event.view().type(),
                    who(data(event)),
                    cut(data(event).toString()));
        }
        return table.section(
                "links",
                "Links for guests",
                "Every such event of the period; whoever opened one is among those who entered, by its id.");
    }

    private Section permissions() throws SQLException {
        Section.Table table =
                new Section.Table("time", "log", "subject", "object", "before", "after", "reason", "by", "event");
        for (IndexedEvent event : period.events(EventType.PERMISSION_CHANGED)) {
            JsonNode data = data(event);
            table.row(
                    time(event.time()),
                    event.log(),
                    text(data, "subject"),
                    text(data, "object"),
                    cut(text(data, "before")),
                    cut(text(data, "after")),
                    cut(text(data, "reason")),
                    who(data),
                    event.name());
        }
        return table.section(
                "permissions",
                "Changes of keys and grants",
                "Every permission.changed event of the period: gateway keys, grants to read content, and what applications"
                        + " said of permissions of their own. Roles of people are their issuer's.");
    }

    private Section wentAround() throws SQLException {
        Section.Table table =
                new Section.Table("time", "provider", "from", "to", "verdict", "rows", "tokens unexplained", "event");
        for (IndexedEvent event : period.events(EventType.USAGE_RECONCILED)) {
            JsonNode data = data(event);
            table.row(
                    time(event.time()),
                    text(data, "provider"),
                    text(data, "from"),
                    text(data, "to"),
                    text(data, "verdict"),
                    text(data, "counts"),
                    text(data, "unexplainedTokens"),
                    event.name());
        }
        return table.section(
                "reconciliation",
                "What went around the gateway",
                "usage.reconciled events of the period: a provider's own report of usage held against the log. Days that no row"
                        + " names were not compared.");
    }

    private Section refusals() throws SQLException {
        Section.Table table = new Section.Table("code", "provider", "calls", "first", "last");
        groups(table, EventType.CALL_REFUSED, "code", "provider");
        return table.section(
                "refusals",
                "Calls that were refused",
                "ai.call.refused events, counted; those of unauthenticated callers may stand for several.");
    }

    private void groups(Section.Table table, EventType type, String... paths) throws SQLException {
        for (Period.Group group : period.groups(type, paths)) {
            List<Object> cells = new ArrayList<>(group.keys());
            cells.add(group.count());
            cells.add(group.first());
            cells.add(group.last());
            table.row(cells.toArray());
        }
    }

    private Section alerts() throws SQLException {
        Section.Table table = new Section.Table("time", "log", "what", "says", "event");
        List<IndexedEvent> events = period.events(
                EventType.LIMIT_WARNED,
                EventType.ARCHIVE_CHECKED,
                EventType.ARCHIVE_ACCESSED,
                EventType.RECORDING_LAPSED,
                EventType.SWITCH_THROWN,
                EventType.LOG_RECOVERED);
        for (IndexedEvent event : events) {
            JsonNode data = data(event);
            boolean isQuiet = event.view().type().equals(EventType.ARCHIVE_CHECKED.wire())
                    && data.path("findings").isEmpty();
            if (!isQuiet) {
                table.row(time(event.time()), event.log(), event.view().type(), cut(data.toString()), event.name());
            }
        }
        return table.section(
                "alerts",
                "What called for attention",
                "Events that go with an alarm: archive.checked with findings, archive.accessed, recording.lapsed, log.recovered, switch.thrown, limit.warned. Alarms that Prometheus raised are not in the log.");
    }

    private Section keys() throws SQLException {
        Section.Table table = new Section.Table("time", "log", "what", "key", "before", "reason", "by");
        for (IndexedEvent event : period.events(EventType.KEY_ROTATED, EventType.KEY_DESTROYED)) {
            JsonNode data = data(event);
            String key = text(data, "key").isEmpty() ? text(data, "keyId") : text(data, "key");
            table.row(
                    time(event.time()),
                    event.log(),
                    event.view().type(),
                    key,
                    text(data, "previousKey"),
                    text(data, "reason"),
                    who(data));
        }
        return table.section(
                "keys", "Rotation and destruction of keys", "key.rotated and key.destroyed events of the period.");
    }

    private Section retentionActs() throws SQLException {
        Section.Table table = new Section.Table("time", "log", "what", "by", "says");
        List<IndexedEvent> events = period.events(
                EventType.HOLD_REQUESTED,
                EventType.HOLD_PLACED,
                EventType.HOLD_RELEASED,
                EventType.RETENTION_REQUESTED,
                EventType.RETENTION_CHANGED,
                EventType.ERASURE_REQUESTED,
                EventType.PAYLOAD_ERASED);
        for (IndexedEvent event : events) {
            table.row(
                    time(event.time()),
                    event.log(),
                    event.view().type(),
                    who(data(event)),
                    cut(data(event).toString()));
        }
        return table.section("retention-acts", "Holds, longer retention, erasures", "Every such event of the period.");
    }

    /// The last examination of each archive, whenever it was.
    private Section verifications() throws SQLException {
        Map<String, IndexedEvent> last = new LinkedHashMap<>();
        for (IndexedEvent event : period.eventsUntilEnd(EventType.ARCHIVE_CHECKED)) {
            if (data(event).at("/details/examined").isString()) {
                last.put(event.log() + " " + text(data(event), "archive"), event);
            }
        }
        Section.Table table = new Section.Table("what", "archive", "when", "result", "event");
        for (IndexedEvent event : last.values()) {
            JsonNode data = data(event);
            String result = text(data, "details.failures") + " failures in " + text(data, "details.events")
                    + " events (" + text(data, "details.examined") + ")";
            table.row("verification", text(data, "archive"), time(event.time()), result, event.name());
        }
        if (table.isEmpty()) {
            table.row("verification", "", "not recorded", "", "");
        }
        table.row("restore test", "", "not recorded", "", "");
        return table.section(
                "verification",
                "Last verification and restore test",
                "The newest archive.checked event before the end of the period that says what was examined. Nothing records tests of a restore; who made one keeps its record.");
    }
}
