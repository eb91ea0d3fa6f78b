package io.chirograph.evidence;

import io.chirograph.publishedlog.PrintableText;
import io.chirograph.tlog.KeyType;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.VerifierKey;
import java.util.Map;

/// A report for people.
final class ReportText {
    private ReportText() {}

    /// @param part whether positions were asked for, so that the rest was not read
    static String of(VerificationReport report, boolean strict, boolean part) {
        StringBuilder text = new StringBuilder();
        report.logs().forEach(log -> log(text, log, part));
        report.findings().forEach(finding -> text.append(finding).append('\n'));
        if (report.logs().isEmpty()) {
            text.append("There is no log in ").append(report.location()).append(".\n");
        }
        return text.append(answer(report.exitCode(strict))).append('\n').toString();
    }

    private static void log(StringBuilder text, LogReport log, boolean part) {
        text.append("log ").append(log.log());
        if (log.state() == LogReport.State.NO_KEY) {
            noKey(text, log);
            return;
        }
        text.append(" of ").append(log.origin()).append('\n');
        text.append("  read: %d events in %d segments, %d tiles, %d checkpoints%n"
                .formatted(
                        log.examined().events(),
                        log.examined().segments(),
                        log.examined().tiles(),
                        log.examined().checkpoints()));
        if (log.state() == LogReport.State.HOLDS) {
            if (part) {
                text.append("  the positions that were asked for hold; the newest checkpoint (size ")
                        .append(log.size())
                        .append(") extends them; nothing is said of other positions\n");
            } else {
                text.append("  complete up to size ").append(log.size());
                if (log.lastEvent() != null) {
                    text.append(", dated ").append(log.lastEvent());
                }
                text.append("; what came later cannot be excluded\n");
            }
            text.append("  root ").append(log.root()).append('\n');
            log.keys().stream()
                    .skip(1)
                    .forEach(key -> text.append(isSecond(key) ? "  also signed by " : "  then signed by ")
                            .append(key)
                            .append('\n'));
        }
        if (log.state() == LogReport.State.NOT_REACHED) {
            text.append("  ends at size ")
                    .append(log.size())
                    .append(", before the positions that were asked for: nothing of them is there to be checked\n");
        }
        log.findings().forEach(finding -> text.append("  ").append(finding).append('\n'));
        for (Map.Entry<FindingKind, Long> count : log.counts().entrySet()) {
            long untold = count.getValue() - Findings.KEPT_PER_KIND;
            if (untold > 0) {
                text.append("  and ")
                        .append(untold)
                        .append(" more: ")
                        .append(count.getKey().code())
                        .append('\n');
            }
        }
    }

    private static boolean isSecond(String key) {
        try {
            return VerifierKey.parse(key).type() != KeyType.ED25519;
        } catch (MalformedException e) {
            return false;
        }
    }

    private static void noKey(StringBuilder text, LogReport log) {
        text.append(": no --key was given for it, so nothing was judged\n");
        log.signers()
                .forEach(signer -> text.append("  its newest checkpoint (size ")
                        .append(log.size())
                        .append(") names the key ")
                        .append(PrintableText.of(signer))
                        .append("; compare it with the one that you got by another way\n"));
    }

    private static String answer(int exitCode) {
        return switch (exitCode) {
            case 0 -> "The archive holds.";
            case 1 -> "The archive DOES NOT HOLD.";
            default -> "The archive could not be checked.";
        };
    }
}
