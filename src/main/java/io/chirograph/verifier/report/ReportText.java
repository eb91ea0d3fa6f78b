package io.chirograph.verifier.report;

import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.note.KeyType;
import io.chirograph.tlog.note.VerifierKey;

/// A report for people.
public final class ReportText {
    private ReportText() {}

    /// @param part whether positions were asked for, so that the rest was not read
    public static String of(VerificationReport report, boolean strict, boolean part) {
        StringBuilder text = new StringBuilder();
        report.logs().forEach(log -> log(text, log, part));
        report.findings().forEach(finding -> text.append(finding).append('\n'));
        if (report.metaLog() != null) {
            text.append(report.metaLog().text()).append('\n');
        }
        if (report.logs().isEmpty()) {
            text.append("There is no log in ").append(report.location()).append(".\n");
        }
        return text.append(response(report.exitCode(strict))).append('\n').toString();
    }

    private static void log(StringBuilder text, LogReport log, boolean part) {
        text.append("log ").append(log.log());
        if (log.state() == LogReport.State.NO_KEY) {
            noKey(text, log);
            return;
        }
        LogReport.Counts read = log.examined();
        text.append(" of " + log.origin() + "\n  read: " + read.events() + " events in " + read.segments()
                + " segments, " + read.tiles() + " tiles, " + read.checkpoints() + " checkpoints\n");
        PayloadCounts content = log.payloads();
        if (content != null) {
            text.append("  content: " + content.named() + " named by events, " + content.held() + " there as named, "
                    + content.expired() + " expired, " + content.erased() + " erased\n");
        }
        if (log.state() == LogReport.State.HOLDS) {
            text.append(
                    part
                            ? "  the positions that were asked for hold; the newest checkpoint (size " + log.size()
                                    + ") extends them; nothing is said of other positions\n"
                            : "  complete up to size " + log.size()
                                    + (log.lastEvent() == null ? "" : ", dated " + log.lastEvent())
                                    + "; what came later cannot be excluded\n");
            text.append("  root " + log.root() + "\n");
            for (String key : log.keys().stream().skip(1).toList()) {
                text.append((isSecond(key) ? "  also signed by " : "  then signed by ") + key + "\n");
            }
        }
        if (log.assurance() != null) {
            text.append(log.assurance().text("  "));
        }
        if (log.interruptions() != null) {
            text.append(log.interruptions().text("  "));
        }
        if (log.state() == LogReport.State.NOT_REACHED) {
            text.append("  ends at size " + log.size()
                    + ", before the positions that were asked for: nothing of them is there to be checked\n");
        }
        log.findings().forEach(finding -> text.append("  " + finding + "\n"));
        log.counts().forEach((kind, count) -> {
            if (count > Findings.KEPT_PER_KIND) {
                text.append("  and " + (count - Findings.KEPT_PER_KIND) + " more: " + kind.code() + "\n");
            }
        });
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
        for (String signer : log.signers()) {
            text.append("  its newest checkpoint (size " + log.size() + ") names the key " + signer
                    + "; compare it with the one that you got by another way\n");
        }
    }

    private static String response(int exitCode) {
        return switch (exitCode) {
            case 0 -> "The archive holds.";
            case 1 -> "The archive DOES NOT HOLD.";
            default -> "The archive could not be checked.";
        };
    }
}
