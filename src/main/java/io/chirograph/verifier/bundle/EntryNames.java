package io.chirograph.verifier.bundle;

/// The names of a bundle's entries.
final class EntryNames {
    static final String SUMS = "SHA256SUMS";
    static final String VERIFY = "VERIFY.md";
    static final String MANIFEST = "manifest.json";
    static final String POPULATION = "population.csv";
    static final String SAMPLE = "sample.csv";
    static final String EVENTS = "events/";
    static final String LOGS = "logs/";
    static final String EVENT_SUFFIX = ".json";
    static final String PROOF_SUFFIX = ".tlog-proof";

    private EntryNames() {}

    static String event(String log, long position) {
        return EVENTS + log + "/" + number(position) + EVENT_SUFFIX;
    }

    static String proof(String log, long position) {
        return EVENTS + log + "/" + number(position) + PROOF_SUFFIX;
    }

    static String checkpoint(String log, long size) {
        return LOGS + log + "/" + number(size) + "/checkpoint";
    }

    static String consistency(String log, long size) {
        return LOGS + log + "/" + number(size) + "/consistency";
    }

    static String timestamp(String log, long size) {
        return LOGS + log + "/" + number(size) + "/timestamp.tsr";
    }

    static String cosignature(String log, long size, String keyId) {
        return LOGS + log + "/" + number(size) + "/cosignatures/" + keyId;
    }

    static String rotation(String log, long size) {
        return LOGS + log + "/" + number(size) + "/rotation.tlog-proof";
    }

    static String number(long number) {
        return "%016d".formatted(number);
    }
}
