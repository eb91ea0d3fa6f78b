package io.chirograph.console;

import java.util.ArrayList;
import java.util.List;

/// Something that somebody should look at, with the entry of the runbook that says how.
/// @param isBad whether the trail itself is in doubt
/// @param anchor of the runbook's section
record Attention(boolean isBad, String text, String anchor) {
    static List<Attention> of(List<LogState> logs, List<ArchiveTier> tiers) {
        List<Attention> found = new ArrayList<>();
        for (LogState log : logs) {
            if (log.silent()) {
                found.add(new Attention(
                        true, "Log " + log.log() + " has been silent since " + log.newest() + ".", "log-silent"));
            }
            log.counts().forEach((kind, count) -> {
                String anchor = anchor(kind);
                if (!anchor.isEmpty()) {
                    found.add(new Attention(
                            false, count + " × " + kind + " in log " + log.log() + ", listed below.", anchor));
                }
            });
        }
        for (ArchiveTier tier : tiers) {
            if (!tier.findings().isEmpty()) {
                found.add(new Attention(
                        false,
                        "Archive " + tier.archive() + ": " + String.join("; ", tier.findings()),
                        "archive-tier-lost"));
            }
        }
        return found;
    }

    private static String anchor(String kind) {
        return switch (kind) {
            case "recording-lapsed" -> "recording-lapsed";
            case "unclean-stop" -> "restart-loop";
            case "silence" -> "heartbeat-missing";
            case "export-late" -> "export-lag";
            case "content-not-kept", "scan-incomplete" -> "content-missing";
            case "unreadable" -> "gap-found";
            default -> "";
        };
    }
}
