package io.chirograph.rescue;

import io.chirograph.exporter.ExportPosition;
import io.chirograph.journal.inspect.JournalInspection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// What an inspection tells a person, or a program.
/// @param exported how far the data directory says that it was published; null when that is not known
record InspectionText(JournalInspection journal, @Nullable ExportPosition exported) {
    /// What does not hold, be it inside the journal or against what was published from it; null when it holds.
    @Nullable
    String damage() {
        String damage = journal.damage();
        if (damage != null || exported == null) {
            return damage;
        }
        if (exported.size() > journal.nextSequence()) {
            return "the journal ends at " + journal.nextSequence() + ", and everything below " + exported.size()
                    + " was published from here: it was lost or replaced";
        }
        if (exported.size() < journal.firstSequence()) {
            return "the records from " + exported.size() + " to " + (journal.firstSequence() - 1)
                    + " are neither here nor published";
        }
        return null;
    }

    String forPeople() {
        StringBuilder text = new StringBuilder("journal " + journal.directory() + "\n");
        for (JournalInspection.DataFile file : journal.files()) {
            text.append("  %s  %d bytes, %d used  sequences %d to %d (%d records)  groups %d to %d (%d)"
                    .formatted(
                            file.name(),
                            file.length(),
                            file.used(),
                            file.firstSequence(),
                            file.nextSequence() - 1,
                            file.records(),
                            file.firstGroup(),
                            file.nextGroup() - 1,
                            file.groups()));
            if (file.contentFrames() > 0) {
                text.append("  content %d frames, %d bytes".formatted(file.contentFrames(), file.contentBytes()));
            }
            text.append('\n');
        }
        text.append("next sequence  ").append(journal.nextSequence()).append('\n');
        text.append("exported       ").append(exportedText()).append('\n');
        if (journal.damage() == null) {
            text.append("last stop      ").append(stop()).append('\n');
            text.append("open calls     ").append(journal.openCalls().size()).append('\n');
            journal.openCalls().forEach(call -> text.append("  ").append(call).append('\n'));
            if (journal.unnamedContent() > 0) {
                text.append("unnamed        content of ")
                        .append(journal.unnamedContent())
                        .append(" parts of calls, which the next start drops\n");
            }
        }
        String damage = damage();
        text.append(damage == null ? "The journal holds.\n" : "The journal DOES NOT HOLD: " + damage + "\n");
        return text.toString();
    }

    private String exportedText() {
        if (exported == null) {
            return "unknown: nothing says how far it was published";
        }
        String sealed = exported.sealedTo() == null
                ? ""
                : "; a batch up to " + exported.sealedTo() + " is sealed and perhaps published";
        long waiting = Math.max(0, journal.nextSequence() - exported.size());
        return "everything below " + exported.size() + ", as " + exported.logId() + " of " + exported.origin() + "; "
                + waiting + " records are not" + sealed;
    }

    private String stop() {
        if (journal.tornBytes() > 0) {
            JournalInspection.DataFile last = journal.files().getLast();
            return "torn: " + journal.tornBytes() + " bytes from offset " + last.used() + " of " + last.name() + " on ("
                    + journal.tornDigest() + "); the next start cuts them";
        }
        return journal.clean() ? "clean" : "not clean; the next start says so in the log";
    }

    String json() {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("directory", journal.directory().toString());
        object.put("holds", damage() == null);
        object.put("damage", damage());
        object.put("files", journal.files());
        object.put("firstSequence", journal.firstSequence());
        object.put("nextSequence", journal.nextSequence());
        object.put("clean", journal.clean());
        object.put("tornBytes", journal.tornBytes());
        object.put("tornDigest", journal.tornDigest());
        object.put("unnamedContent", journal.unnamedContent());
        object.put("openCalls", journal.openCalls());
        object.put("exported", exported);
        return JsonMapper.shared().writeValueAsString(object) + "\n";
    }
}
