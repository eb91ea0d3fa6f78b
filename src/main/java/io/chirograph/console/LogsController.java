package io.chirograph.console;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.identity.signin.SignInOffered;
import io.chirograph.query.api.LogParameters;
import io.chirograph.query.api.LogReader;
import io.chirograph.query.index.IndexedHead;
import io.chirograph.query.index.LogRefusedException;
import io.chirograph.query.read.AuditedRead;
import io.chirograph.tlog.Hash;
import io.chirograph.tlog.note.SignedNote;
import io.chirograph.web.ConditionalOnRole;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Conditional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// `/console/logs`: the signed checkpoints, and whether one size extends another.
@ConditionalOnRole(ConditionalOnRole.AUDITOR)
@RestController
@Conditional(SignInOffered.class)
final class LogsController extends ConsolePage {
    private static final String HERE = "/console/logs";
    private static final int MOST_STAMPS = 5;
    private static final int MOST_NOTE = 20_000;
    private final LogReader reader;

    LogsController(Pages pages, LogReader reader) {
        super(pages);
        this.reader = reader;
    }

    /// A log as it is indexed.
    /// @param vkey the verifier key, as this program has it
    record Head(String log, String origin, String vkey, long size, String root, String note) {
        static Head of(IndexedHead head, SignedNote note) {
            return new Head(
                    head.log().id(),
                    head.log().origin(),
                    head.log().key().encode(),
                    head.size(),
                    head.checkpoint().root().toString(),
                    Shown.block(new String(note.bytes(), StandardCharsets.UTF_8), MOST_NOTE));
        }
    }

    /// That the log of one size extends that of another.
    /// @param signed whether a checkpoint of the later size was signed
    record Extension(long from, String fromRoot, long to, String toRoot, List<String> hashes, boolean signed) {}

    @GetMapping(HERE)
    ResponseEntity<byte[]> logs(HttpServletRequest request) throws SQLException, LogRefusedException {
        LogParameters.of(request);
        AuditedRead read = AuditedRead.of(request);
        List<IndexedHead> heads = reader.within(read.scope()).heads();
        Map<String, Long> sizes = new TreeMap<>();
        heads.forEach(head -> sizes.put(head.log().id(), head.size()));
        read.found(heads.size(), sizes);
        return pages.page(
                request,
                "Logs",
                HERE,
                "logs",
                Map.of(
                        "logs",
                        heads.stream().map(head -> Head.of(head, head.note())).toList()));
    }

    @GetMapping(HERE + "/{log}")
    ResponseEntity<byte[]> log(@PathVariable String log, HttpServletRequest request)
            throws SQLException, LogRefusedException, ArchiveUnavailableException {
        LogParameters given = LogParameters.of(request, "from", "to");
        AuditedRead read = AuditedRead.of(request);
        LogReader seen = reader.within(read.scope());
        IndexedHead head = seen.head(log);
        Map<String, Object> values = new HashMap<>();
        values.put("extension", extension(seen, head, given));
        values.put("log", Head.of(head, LogReader.cosigned(head)));
        values.put("stamps", seen.stamps(head, MOST_STAMPS));
        read.found(1, Map.of(head.log().id(), head.size()));
        return pages.page(request, "Log " + head.log().id(), HERE, "log", values);
    }

    private static @Nullable Extension extension(LogReader seen, IndexedHead head, LogParameters given)
            throws SQLException, LogRefusedException, ArchiveUnavailableException {
        if (given.word("from") == null) {
            return null;
        }
        long from = given.required("from", 1, head.size());
        Long to = given.number("to", from, head.size());
        LogReader.Consistency made = seen.consistency(head, from, to == null ? head.size() : to);
        return new Extension(
                made.from(),
                made.fromRoot().toString(),
                made.to(),
                made.toRoot().toString(),
                made.proof().hashes().stream().map(Hash::toString).toList(),
                seen.note(head, made.to(), made.toRoot()) != null);
    }
}
