package io.chirograph.query.api;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.query.index.IndexedHead;
import io.chirograph.query.index.LogRefusedException;
import io.chirograph.query.lookup.IndexReader;
import io.chirograph.query.read.AuditedRead;
import io.chirograph.query.read.CacheableAnswer;
import io.chirograph.tlog.note.SignedNote;
import io.chirograph.tlog.proof.ConsistencyText;
import io.chirograph.tlog.proof.TlogProof;
import io.chirograph.tlog.tile.EntryBundle;
import io.chirograph.tlog.tile.Tile;
import io.chirograph.tlog.tile.TileId;
import io.chirograph.web.Answers;
import io.chirograph.web.ApiException;
import io.chirograph.web.ConditionalOnRole;
import io.chirograph.web.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// The logs for machines, as c2sp.org/tlog-tiles has them, and proofs. Everything is consistent with the
/// checkpoint that is served: whatever it covers is there.
@ConditionalOnRole(ConditionalOnRole.AUDITOR)
@RestController
record LogController(LogReader reader) {
    private static final String LOGS = "/audit/v1/logs";
    private static final MediaType TEXT = new MediaType("text", "plain", StandardCharsets.UTF_8);

    @GetMapping(LOGS)
    @Answers(value = "The logs, with their keys and what they are indexed up to.", as = "application/json=api.logs")
    ResponseEntity<byte[]> logs(HttpServletRequest request) throws SQLException, LogRefusedException {
        LogParameters.of(request);
        List<IndexedHead> heads = seen(request).heads();
        Map<String, Long> sizes = new TreeMap<>();
        heads.forEach(head -> sizes.put(head.log().id(), head.size()));
        AuditedRead.of(request).found(heads.size(), sizes);
        return AuditController.ok(AuditResponses.logs(heads));
    }

    @GetMapping(LOGS + "/{log}/checkpoint")
    @Answers(
            value = "The signed checkpoint that is indexed, a C2SP note, with the cosignatures that are there.",
            as = "text/plain",
            refuses = ErrorCode.NOT_FOUND)
    ResponseEntity<byte[]> checkpoint(@PathVariable String log, HttpServletRequest request)
            throws SQLException, LogRefusedException {
        LogParameters.of(request);
        IndexedHead head = seen(request).head(log);
        found(request, head, 1);
        return AuditController.fresh(TEXT, LogReader.cosigned(head).bytes());
    }

    @GetMapping(LOGS + "/{log}/tile/{*tile}")
    @Answers(
            value = "A tile of hashes or of entries, as c2sp.org/tlog-tiles has it.",
            as = "application/octet-stream",
            tagged = true,
            refuses = {ErrorCode.NOT_FOUND, ErrorCode.SCOPE_REFUSED})
    ResponseEntity<byte[]> tile(@PathVariable String log, @PathVariable String tile, HttpServletRequest request)
            throws SQLException, LogRefusedException {
        LogParameters.of(request);
        if (AuditedRead.of(request).scope().isOfTenants()) {
            throw new ApiException(
                    ErrorCode.SCOPE_REFUSED,
                    "Tiles hold what belongs to every tenant of a log; ask for a proof of an event, or for"
                            + " evidence of a call.");
        }
        String path = tile.startsWith("/") ? tile.substring(1) : tile;
        TileId id = LogParameters.tile(path);
        IndexedHead head = seen(request).head(log);
        Optional<byte[]> bytes = path.startsWith("entries/")
                ? reader.entries(head, id).map(EntryBundle::encode)
                : reader.tile(head, id).map(hashes -> new Tile(id, hashes).bytes());
        if (bytes.isEmpty()) {
            throw ApiException.notFound("Log " + log + " of size " + head.size() + " has no tile/" + path + ".");
        }
        found(request, head, id.width());
        return id.level() == 0 // what was compared with the signed root
                ? CacheableAnswer.forEver(request, MediaType.APPLICATION_OCTET_STREAM, bytes.get())
                : CacheableAnswer.asked(request, MediaType.APPLICATION_OCTET_STREAM, bytes.get());
    }

    @GetMapping(LOGS + "/{log}/proof/inclusion")
    @Answers(
            value = "A proof that an event, given by index or id, stands in the log; tagged where size is given.",
            as = {"application/json=api.inclusion-proof", "text/plain"},
            parameters = {"index", "event", "size", "format"},
            tagged = true,
            refuses = ErrorCode.NOT_FOUND)
    ResponseEntity<byte[]> inclusion(@PathVariable String log, HttpServletRequest request)
            throws SQLException, LogRefusedException, ArchiveUnavailableException {
        LogParameters given = LogParameters.of(request, "index", "event", "size", "format");
        IndexedHead head = seen(request).head(log);
        IndexReader seen = seen(request).index();
        long position = position(seen, given, head);
        if (!seen.sees(log, position)) {
            throw ApiException.notFound("No event " + position + " is indexed in this log.");
        }
        Long size = given.number("size", position + 1, head.size());
        LogReader.Inclusion made = reader.inclusion(head, position, size == null ? head.size() : size);
        SignedNote note = reader.note(head, made.size(), made.root());
        found(request, head, 1);
        byte[] proof = given.text()
                ? TlogProof.of(made.proof(), signed(note, "size", made.size())).bytes()
                : AuditResponses.inclusion(head.log(), made, note);
        return proof(request, given.text(), size != null, proof);
    }

    @GetMapping(LOGS + "/{log}/proof/consistency")
    @Answers(
            value = "A proof that the log of one size extends that of another; tagged where to is given.",
            as = {"application/json=api.consistency-proof", "text/plain"},
            parameters = {"from=fromSize", "to=toSize", "format"},
            tagged = true,
            refuses = ErrorCode.NOT_FOUND)
    ResponseEntity<byte[]> consistency(@PathVariable String log, HttpServletRequest request)
            throws SQLException, LogRefusedException, ArchiveUnavailableException {
        LogParameters given = LogParameters.of(request, "from", "to", "format");
        IndexedHead head = seen(request).head(log);
        long from = given.required("from", 1, head.size());
        Long to = given.number("to", from, head.size());
        LogReader.Consistency made = reader.consistency(head, from, to == null ? head.size() : to);
        SignedNote note = reader.note(head, made.to(), made.toRoot());
        found(request, head, 1);
        byte[] proof = given.text()
                ? new ConsistencyText(from, made.proof(), signed(note, "to", made.to())).bytes()
                : AuditResponses.consistency(head.log(), made, note);
        return proof(request, given.text(), to != null, proof);
    }

    /// @param isOfSize whether the size was given; else it is that of a log that grows
    private static ResponseEntity<byte[]> proof(
            HttpServletRequest request, boolean isText, boolean isOfSize, byte[] proof) {
        MediaType type = isText ? TEXT : MediaType.APPLICATION_JSON;
        ResponseEntity<byte[]> answer =
                isOfSize ? CacheableAnswer.forEver(request, type, proof) : AuditController.fresh(type, proof);
        return ResponseEntity.status(answer.getStatusCode())
                .headers(answer.getHeaders())
                .varyBy(HttpHeaders.ACCEPT)
                .body(answer.getBody());
    }

    /// The logs, as far as the auditor sees them.
    private LogReader seen(HttpServletRequest request) {
        return reader.within(AuditedRead.of(request).scope());
    }

    private static void found(HttpServletRequest request, IndexedHead head, long results) {
        AuditedRead.of(request).found(results, Map.of(head.log().id(), head.size()));
    }

    private static long position(IndexReader index, LogParameters given, IndexedHead head) throws SQLException {
        Long position = given.number("index", 0, head.size() - 1);
        String event = given.word("event");
        if ((position == null) == (event == null)) {
            throw LogParameters.missing("index", "given, or 'event' in its place");
        }
        if (position != null) {
            return position;
        }
        return index.event(
                        LogParameters.event("event", Objects.requireNonNull(event)),
                        head.log().id())
                .orElseThrow(() -> ApiException.notFound("No event " + event + " is indexed in this log."))
                .position();
    }

    private static SignedNote signed(@Nullable SignedNote note, String parameter, long size) {
        if (note == null) {
            throw ApiException.badParameter(
                    parameter, Long.toString(size), "the size of a signed checkpoint for this format");
        }
        return note;
    }
}
