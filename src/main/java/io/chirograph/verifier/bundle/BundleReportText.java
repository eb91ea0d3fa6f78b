package io.chirograph.verifier.bundle;

/// A report for people.
public final class BundleReportText {
    private BundleReportText() {}

    public static String of(BundleReport report, boolean strict) {
        StringBuilder text = new StringBuilder();
        if (report.about() != null) {
            text.append("evidence of " + report.about() + "\n");
        }
        for (BundleReport.LogKey log : report.logs()) {
            if (!log.known()) {
                text.append("log " + log.log() + ": no key was given for it, so nothing was judged\n"
                        + "  the evidence names the key " + log.key() + "\n"
                        + "  fingerprint " + log.fingerprint()
                        + "; compare it with the one that you got by another way\n");
            }
        }
        report.shown().forEach(line -> text.append("shown:  " + line + "\n"));
        report.said().forEach(line -> text.append("said:   " + line + "\n"));
        report.assurances()
                .forEach(one ->
                        text.append("log " + one.log() + "\n" + one.assurance().text("  ")));
        report.findings().forEach(one -> text.append(one + "\n"));
        return text
                + switch (report.exitCode(strict)) {
                    case 0 -> "The evidence holds.\n";
                    case 1 -> "The evidence DOES NOT HOLD.\n";
                    default -> "The evidence could not be checked.\n";
                };
    }
}
