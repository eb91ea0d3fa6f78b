package io.chirograph.report;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.Layout;
import io.chirograph.archive.configured.ConfiguredArchive;
import io.chirograph.archive.configured.ConfiguredArchives;
import io.chirograph.dataflow.DataFlow;
import io.chirograph.publishedlog.NewestBeside;
import io.chirograph.query.index.IndexedHead;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/// What bounds the times of events: settings, time stamps in the store, the store's clock, steps of the own one.
record TimeSection(DataFlow flow, ConfiguredArchives archives) {
    /// @param steps heartbeats of the period, by how far they say that the clock went back; empty for those that do not
    Section read(List<IndexedHead> heads, List<Period.Group> steps) {
        Section.Table table = new Section.Table("what", "value");
        String authority = flow.settings().get("chirograph.timestamps.url");
        table.row("clock", "the machine's; order is by position in the log, never by time");
        table.row("time stamp authority", authority == null ? "none configured" : authority);
        table.row("every", authority == null ? "" : flow.settings().get("chirograph.timestamps.every"));
        Archive store = archives.audited().archive();
        heads.forEach(head -> table.row("newest time stamp of " + head.log().id(), stamped(store, head)));
        for (ConfiguredArchive one : archives.readable()) {
            table.row(
                    "this clock against that of archive " + one.name(),
                    one.archive().clockSkew().map(TimeSection::ahead).orElse("not told"));
        }
        List<Period.Group> back = steps.stream()
                .filter(group -> !group.keys().getFirst().isEmpty())
                .toList();
        table.row("the clock stepped back in the period", back.isEmpty() ? "no heartbeat says so" : "");
        back.forEach(group ->
                table.row("by " + group.keys().getFirst() + " ms", group.count() + " times, last at " + group.last()));
        table.row("how the machine's clock is set", "not recorded");
        return table.section(
                "time",
                "Time source",
                "By the configuration that runs, the store and log.heartbeat events; time stamps (RFC 3161) bind checkpoints to"
                        + " the authority's time.");
    }

    private static String stamped(Archive store, IndexedHead head) {
        try {
            OptionalLong size =
                    NewestBeside.stamped(store, new Layout(head.log().id()), head.size());
            return size.isEmpty() ? "none" : "over the checkpoint of size " + size.getAsLong() + ", of " + head.size();
        } catch (ArchiveUnavailableException e) {
            return "cannot be read: " + e.getMessage();
        }
    }

    private static String ahead(Duration skew) {
        return skew.isZero() ? "no difference seen" : (skew.isNegative() ? "behind by " : "ahead by ") + skew.abs();
    }
}
