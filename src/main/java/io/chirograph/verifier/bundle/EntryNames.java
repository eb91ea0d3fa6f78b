package io.chirograph.verifier.bundle;

import io.chirograph.archive.Layout;
import java.util.UUID;

/// The names of a bundle's entries.
final class EntryNames {
    static final String SUMS = "SHA256SUMS";
    static final String VERIFY = "VERIFY.md";
    static final String MANIFEST = "manifest.json";
    static final String POPULATION = "population.csv";
    static final String SAMPLE = "sample.csv";
    static final String EVENTS = "events/";
    static final String LOGS = "logs/";
    static final String CONTENT = "content/";

    private EntryNames() {}

    static String event(String log, long position) {
        return EVENTS + log + "/" + Layout.number(position) + ".json";
    }

    static String proof(String log, long position) {
        return EVENTS + log + "/" + Layout.number(position) + ".tlog-proof";
    }

    static String content(UUID call, String part) {
        return CONTENT + call + "/" + part;
    }

    static String contentHead(UUID call, String part) {
        return content(call, part) + ".head";
    }

    static String checkpoint(String log, long size) {
        return LOGS + log + "/" + Layout.number(size) + "/checkpoint";
    }

    static String consistency(String log, long size) {
        return LOGS + log + "/" + Layout.number(size) + "/consistency";
    }

    static String timestamp(String log, long size) {
        return LOGS + log + "/" + Layout.number(size) + "/timestamp.tsr";
    }

    static String covered(String log, long size) {
        return LOGS + log + "/" + Layout.number(size) + "/covered.json";
    }

    static String coveredProof(String log, long size) {
        return LOGS + log + "/" + Layout.number(size) + "/covered.tlog-proof";
    }

    static String cosignature(String log, long size, String keyId) {
        return LOGS + log + "/" + Layout.number(size) + "/cosignatures/" + keyId;
    }

    static String rotation(String log, long size) {
        return LOGS + log + "/" + Layout.number(size) + "/rotation.tlog-proof";
    }
}
