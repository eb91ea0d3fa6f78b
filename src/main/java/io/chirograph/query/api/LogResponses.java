package io.chirograph.query.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.chirograph.query.index.IndexedHead;
import io.chirograph.support.json.StrictJson;
import io.chirograph.tlog.Hash;
import io.chirograph.tlog.note.SignedNote;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes what is said of logs.
final class LogResponses {
    private LogResponses() {}

    private record Logs(
            List<Log> items, @JsonInclude @Nullable String next, List<AuditResponses.Size> asOf) {}

    private record Log(String log, String origin, String key, long size, String rootHash, String checkpoint) {}

    static byte[] logs(List<IndexedHead> heads) {
        List<Log> logs = heads.stream()
                .map(head -> new Log(
                        head.log().id(),
                        head.log().origin(),
                        head.log().key().encode(),
                        head.size(),
                        head.checkpoint().root().toString(),
                        head.text()))
                .toList();
        List<AuditResponses.Size> asOf = heads.stream()
                .map(head -> new AuditResponses.Size(head.log().id(), head.size()))
                .toList();
        return StrictJson.bytes(new Logs(logs, null, asOf));
    }

    private record Inclusion(
            String log,
            String origin,
            long index,
            String leafHash,
            long size,
            String rootHash,
            List<String> hashes,
            @JsonInclude @Nullable String checkpoint) {}

    static byte[] inclusion(LogReader.Inclusion made) {
        return StrictJson.bytes(new Inclusion(
                made.log().id(),
                made.log().origin(),
                made.proof().index(),
                made.leaf().toString(),
                made.size(),
                made.root().toString(),
                texts(made.proof().hashes()),
                text(made.note())));
    }

    private record Consistency(
            String log,
            String origin,
            long from,
            String fromRootHash,
            long to,
            String toRootHash,
            List<String> hashes,
            @JsonInclude @Nullable String checkpoint) {}

    static byte[] consistency(LogReader.Consistency made) {
        return StrictJson.bytes(new Consistency(
                made.log().id(),
                made.log().origin(),
                made.from(),
                made.fromRoot().toString(),
                made.to(),
                made.toRoot().toString(),
                texts(made.proof().hashes()),
                text(made.note())));
    }

    private static List<String> texts(List<Hash> hashes) {
        return hashes.stream().map(Hash::toString).toList();
    }

    private static @Nullable String text(@Nullable SignedNote note) {
        return note == null ? null : new String(note.bytes(), StandardCharsets.UTF_8);
    }
}
