package io.chirograph.verifier.scan;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.event.EventView;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.note.Checkpoint;
import io.chirograph.tlog.note.SignedNote;
import io.chirograph.verifier.report.FindingKind;
import io.chirograph.verifier.report.Findings;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The log that this one continues, by its first event.
/// @param root of that checkpoint, as the event writes it
/// @param records how many records this log took over, from position 1 on
public record SuccessionFacts(String log, long size, String root, long records, String reason) {
    /// Null when the event says nothing of the kind.
    public static @Nullable SuccessionFacts of(EventView event) {
        JsonNode said = event.data().path("succeeds");
        JsonNode size = said.path("size");
        JsonNode records = said.path("records");
        return size.canConvertToLong() && records.canConvertToLong()
                ? new SuccessionFacts(
                        said.path("log").asString(""),
                        size.longValue(),
                        said.path("root").asString(""),
                        records.longValue(),
                        said.path("reason").asString(""))
                : null;
    }

    /// Whether a position holds a record that was the other log's: a rotation among them is none of this log.
    public static boolean isInherited(@Nullable SuccessionFacts succession, long position) {
        return succession != null && position >= 1 && position <= succession.records();
    }

    /// Names the seam, and holds it against what the archive has of the other log.
    public void judge(PublishedLog successor, Findings findings) throws ArchiveUnavailableException {
        String found = "log " + log + " ended at size " + size + " with root " + root + "; this one took " + records
                + " records of it: " + reason;
        findings.add(FindingKind.LOG_SUCCEEDS, null, 0L, null, found);
        PublishedLog before = new PublishedLog(successor.archive(), log);
        Optional<byte[]> note = size == 0 ? Optional.empty() : before.checkpoint(size);
        if (size > 0 && before.exists()) {
            String signed = note.map(SuccessionFacts::root).orElse("no checkpoint of that size");
            if (!signed.equals(root)) {
                findings.add(FindingKind.SUCCESSION_MISMATCH, before.layout().checkpoint(size), 0L, root, signed);
            }
        }
    }

    private static String root(byte[] note) {
        try {
            return "sha256:"
                    + Checkpoint.parse(SignedNote.parse(note).text()).root().hex();
        } catch (MalformedException e) {
            return "no checkpoint: " + e.getMessage();
        }
    }
}
