package io.chirograph.spring.outbox;

import io.chirograph.spring.gateway.RecordedEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// The two tables, in SQL that H2, PostgreSQL, MySQL and MariaDB all understand. Transactions are the
/// callers'.
final class OutboxStore {
    private static final int MOST_PROBLEM = 1024;
    private static final int MOST_METADATA = 4096;
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
    private static final TypeReference<Map<String, String>> METADATA = new TypeReference<>() {};

    private final JdbcClient jdbc;

    OutboxStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Rows that go in one request.
    /// @param sendings before this one that may have been recorded
    /// @param sentAt of the first of them; null where there is none
    record Request(
            String id,
            List<Row> rows,
            Map<String, String> metadata,
            int sendings,
            @Nullable Instant sentAt) {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Row(String id, byte[] body) {}

    private record Lease(String owner, long until) {}

    private record Candidate(String id, int octets, String metadata) {}

    private record Line(Row row, String metadata, int sendings, long sentAt) {}

    void insert(UUID id, byte[] body, Map<String, String> metadata, long now) {
        String entries = JSON.writeValueAsString(metadata);
        if (entries.length() > MOST_METADATA - 128) {
            throw new IllegalArgumentException("metadata must have at most " + (MOST_METADATA - 128)
                    + " characters as JSON of ASCII, has " + entries.length());
        }
        jdbc.sql("""
                        INSERT INTO chirograph_outbox (id, state, body, octets, metadata, written_at, sendings)
                        VALUES (?, 'WAITING', ?, ?, ?, ?, 0)""").params(id.toString(), body, body.length, entries, now).update();
    }

    /// The request that the oldest row under way belongs to.
    Optional<Request> underWay() {
        String batch = jdbc.sql("SELECT batch_id FROM chirograph_outbox WHERE state = 'SENDING' ORDER BY id LIMIT 1")
                .query(String.class)
                .optional()
                .orElse(null);
        if (batch == null) {
            return Optional.empty();
        }
        List<Line> lines = jdbc.sql("""
                        SELECT id, body, metadata, sendings, sent_at FROM chirograph_outbox
                        WHERE batch_id = ? AND state = 'SENDING' ORDER BY id""")
                .param(batch)
                .query((row, number) -> new Line(
                        new Row(row.getString(1), row.getBytes(2)), row.getString(3), row.getInt(4), row.getLong(5)))
                .list();
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        Line first = lines.get(0);
        return Optional.of(new Request(
                batch,
                lines.stream().map(Line::row).toList(),
                JSON.readValue(first.metadata(), METADATA),
                first.sendings(),
                first.sentAt() == 0 ? null : Instant.ofEpochMilli(first.sentAt())));
    }

    /// Gives the oldest waiting rows to a request: those of one metadata that stand next to each other.
    /// @return whether there were any
    boolean claim(String batch, int most, long mostOctets) {
        List<Candidate> candidates = jdbc.sql("""
                        SELECT id, octets, metadata FROM chirograph_outbox
                        WHERE state = 'WAITING' ORDER BY id LIMIT ?""")
                .param(most)
                .query((row, number) -> new Candidate(row.getString(1), row.getInt(2), row.getString(3)))
                .list();
        List<String> ids = new ArrayList<>();
        long octets = 0;
        for (Candidate one : candidates) {
            octets += one.octets();
            boolean belongs = ids.isEmpty()
                    || (octets <= mostOctets
                            && one.metadata().equals(candidates.get(0).metadata()));
            if (!belongs) {
                break;
            }
            ids.add(one.id());
        }
        return !ids.isEmpty()
                && jdbc.sql("""
                                UPDATE chirograph_outbox SET state = 'SENDING', batch_id = :batch
                                WHERE id IN (:ids) AND state = 'WAITING'""").param("batch", batch).param("ids", ids).update() > 0;
    }

    /// To be committed before the request is sent.
    void sending(String batch, long now) {
        jdbc.sql("""
                        UPDATE chirograph_outbox SET sendings = sendings + 1, sent_at = COALESCE(sent_at, ?)
                        WHERE batch_id = ? AND state = 'SENDING'""").params(now, batch).update();
    }

    /// The last sending recorded nothing for sure.
    void notSent(String batch) {
        // MySQL sees what was set further left
        jdbc.sql("""
                        UPDATE chirograph_outbox
                        SET sent_at = CASE WHEN sendings <= 1 THEN NULL ELSE sent_at END, sendings = sendings - 1
                        WHERE batch_id = ? AND state = 'SENDING'""").param(batch).update();
    }

    /// A second answer to the same request has no receipts; those of the first one stay.
    void recorded(Request request, List<RecordedEvent> events, long now) {
        for (int i = 0; i < events.size(); i++) {
            RecordedEvent event = events.get(i);
            jdbc.sql("""
                            UPDATE chirograph_outbox SET state = 'RECORDED', recorded_at = ?, event_id = ?,
                              log_origin = ?, receipt = COALESCE(?, receipt)
                            WHERE id = ? AND batch_id = ?""")
                    .param(now)
                    .param(event.id())
                    .param(event.log())
                    .param(event.receipt())
                    .param(request.rows().get(i).id())
                    .param(request.id())
                    .update();
        }
    }

    /// From here on each row of the request goes alone, under its own id.
    void split(String batch) {
        jdbc.sql("UPDATE chirograph_outbox SET batch_id = id WHERE batch_id = ? AND state = 'SENDING'")
                .param(batch)
                .update();
    }

    void park(String id, String problem) {
        jdbc.sql("UPDATE chirograph_outbox SET state = 'PARKED', problem = ? WHERE id = ? AND state = 'SENDING'")
                .params(ascii(problem), id)
                .update();
    }

    boolean release(UUID id) {
        return jdbc.sql("""
                        UPDATE chirograph_outbox
                        SET state = 'WAITING', batch_id = NULL, sendings = 0, sent_at = NULL, problem = NULL
                        WHERE id = ? AND state = 'PARKED'""").param(id.toString()).update() == 1;
    }

    Optional<OutboxEntry> find(UUID id) {
        return jdbc.sql(ENTRY + "WHERE id = ?")
                .param(id.toString())
                .query(ENTRIES)
                .optional();
    }

    List<OutboxEntry> parked(int most) {
        return jdbc.sql(ENTRY + "WHERE state = 'PARKED' ORDER BY id LIMIT ?")
                .param(most)
                .query(ENTRIES)
                .list();
    }

    OutboxStatus status() {
        long[] rows = new long[2];
        long[] oldest = {Long.MAX_VALUE};
        jdbc.sql("""
                        SELECT state, COUNT(*), MIN(written_at) FROM chirograph_outbox
                        WHERE state IN ('WAITING', 'SENDING', 'PARKED') GROUP BY state""").query(row -> {
            boolean isParked = row.getString(1).equals("PARKED");
            rows[isParked ? 1 : 0] += row.getLong(2);
            if (!isParked) {
                oldest[0] = Math.min(oldest[0], row.getLong(3));
            }
        });
        return new OutboxStatus(rows[0], rows[1], oldest[0] == Long.MAX_VALUE ? null : Instant.ofEpochMilli(oldest[0]));
    }

    /// Deletes recorded rows, at most `most` of them: those recorded before, and the oldest beyond so many.
    /// @return how many went
    int forget(long before, int keepMost, int most) {
        long recorded = jdbc.sql("SELECT COUNT(*) FROM chirograph_outbox WHERE state = 'RECORDED'")
                .query(Long.class)
                .single();
        List<String> ids = jdbc
                .sql("""
                        SELECT id, recorded_at FROM chirograph_outbox
                        WHERE state = 'RECORDED' ORDER BY id LIMIT ?""")
                .param(most)
                .query((row, number) -> number < recorded - keepMost || row.getLong(2) < before ? row.getString(1) : "")
                .list()
                .stream()
                .filter(id -> !id.isEmpty())
                .toList();
        return ids.isEmpty()
                ? 0
                : jdbc.sql("DELETE FROM chirograph_outbox WHERE id IN (:ids) AND state = 'RECORDED'")
                        .param("ids", ids)
                        .update();
    }

    /// Takes the lease, or keeps it; writes only where that is due.
    /// @return whether it is this owner's, for half of the time at least
    /// @throws org.springframework.dao.DuplicateKeyException another took the first one at the same time
    boolean lease(String owner, long now, long until) {
        Optional<Lease> held = jdbc.sql("SELECT owner, until_ms FROM chirograph_outbox_lease WHERE name = 'relay'")
                .query((row, number) -> new Lease(row.getString(1), row.getLong(2)))
                .optional();
        if (held.isEmpty()) {
            jdbc.sql("INSERT INTO chirograph_outbox_lease (name, owner, until_ms) VALUES ('relay', ?, ?)")
                    .params(owner, until)
                    .update();
            return true;
        }
        boolean isOwn = held.get().owner().equals(owner);
        if (isOwn ? held.get().until() - now > (until - now) / 2 : held.get().until() >= now) {
            return isOwn;
        }
        return jdbc.sql("""
                        UPDATE chirograph_outbox_lease SET owner = ?, until_ms = ?
                        WHERE name = 'relay' AND (owner = ? OR until_ms < ?)""").params(owner, until, owner, now).update() == 1;
    }

    void endLease(String owner) {
        jdbc.sql("UPDATE chirograph_outbox_lease SET until_ms = 0 WHERE name = 'relay' AND owner = ?")
                .param(owner)
                .update();
    }

    private static final String ENTRY =
            "SELECT id, state, written_at, batch_id, event_id, log_origin, receipt, problem FROM chirograph_outbox ";
    private static final RowMapper<OutboxEntry> ENTRIES = OutboxStore::entry;

    private static OutboxEntry entry(ResultSet row, int number) throws SQLException {
        return new OutboxEntry(
                UUID.fromString(row.getString(1)),
                OutboxEntry.State.valueOf(row.getString(2)),
                Instant.ofEpochMilli(row.getLong(3)),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8));
    }

    /// A gateway's words may be in any script; the columns are not.
    private static String ascii(String text) {
        String plain = text.replaceAll("[^ -~]", "?");
        return plain.length() <= MOST_PROBLEM ? plain : plain.substring(0, MOST_PROBLEM);
    }
}
