package io.chirograph.monitor;

/// A store's locks are worth less than `require-tier` asks for: this process must not run. The message says
/// what was found, what is required and which property says so.
final class LockTierTooLow extends RuntimeException {
    /// What the process ends with: it could not start, or should not have.
    static final int EXIT = 2;

    LockTierTooLow(String message) {
        super(message);
    }

    static LockTierTooLow of(ArchiveCheck check) {
        String at = check.configured().isMain() ? "chirograph.archive." : "chirograph.archives." + check.name() + ".";
        ArchiveCheck.Found found = check.last();
        return new LockTierTooLow("Cannot run: the locks of "
                + check.configured().archive().describe().location()
                + " were found to be worth \""
                + check.tier() + "\", and "
                + at + "require-tier is \"" + check.configured().properties().requireTier() + "\""
                + (found == null || found.report().findings().isEmpty()
                        ? ""
                        : ": " + String.join("; ", found.report().findings())));
    }
}
