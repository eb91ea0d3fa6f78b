package io.chirograph.event;

import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The data of the events about the log itself, its archives and its configuration.
final class LogData {
    /// Facts of `archive.checked` that stand by their own name; all others go under `details`.
    static final Set<String> ARCHIVE_FACTS =
            Set.of("archive", "kind", "location", "tier", "required", "mode", "retentionDays", "findings", "canaries");

    private static final int WORD = 128;
    private static final int NAME = 256;
    private static final int TEXT = 512;
    private static final int ENTRIES = 32;

    private LogData() {}

    static void archiveChecked(Fields data, SortedMap<String, Object> facts) {
        SortedMap<String, Object> details = new TreeMap<>();
        facts.forEach((name, value) -> {
            if (ARCHIVE_FACTS.contains(name)) {
                data.value(name, value, TEXT);
            } else {
                details.put(name, value);
            }
        });
        data.map("details", details, ENTRIES, TEXT);
    }

    static void lapsed(Fields data, RecordingLapsed facts) {
        data.word("from", Times.rfc3339(facts.from()))
                .word("to", Times.rfc3339(facts.to()))
                .number("refused", facts.refused());
    }

    static void keyRotated(Fields data, KeyRotated facts) {
        data.text("key", facts.key(), TEXT)
                .text("previousKey", facts.previousKey(), TEXT)
                .text("reason", facts.reason(), TEXT)
                .number("revokedFrom", facts.revokedFrom());
        operator(data, facts.operator());
    }

    static void credentialRotated(Fields data, CredentialRotated facts) {
        data.text("kind", facts.kind(), WORD)
                .text("id", facts.id(), WORD)
                .text("fingerprint", facts.fingerprint(), WORD)
                .text("previousFingerprint", facts.previousFingerprint(), WORD)
                .text("reason", facts.reason(), TEXT);
        if (facts.previousUntil() != null) {
            data.word("previousUntil", Times.rfc3339(facts.previousUntil()));
        }
        operator(data, facts.operator());
    }

    static void permissionChanged(Fields data, PermissionChanged facts) {
        data.text("subject", facts.subject(), WORD)
                .text("object", facts.object(), WORD)
                .map("before", facts.before(), ENTRIES, TEXT)
                .map("after", facts.after(), ENTRIES, TEXT)
                .text("reason", facts.reason(), TEXT);
        operator(data, facts.operator());
    }

    static void configChanged(Fields data, ConfigChanged facts) {
        data.text("setting", facts.setting(), WORD)
                .map("before", facts.before(), ENTRIES, TEXT)
                .map("after", facts.after(), ENTRIES, TEXT)
                .text("reason", facts.reason(), TEXT);
        operator(data, facts.operator());
    }

    static void switchThrown(Fields data, SwitchThrown facts) {
        data.text("scope", facts.scope(), WORD)
                .text("value", facts.value(), TEXT)
                .flag("before", facts.before())
                .flag("after", facts.after())
                .flag("endOpen", facts.endOpen())
                .text("reason", facts.reason(), TEXT);
        operator(data, facts.operator());
    }

    static void operator(Fields data, Actor operator) {
        data.put(
                "operator",
                data.object("operator")
                        .scalars("verified", operator.verified(), ENTRIES, NAME)
                        .scalars("asserted", operator.asserted(), ENTRIES, NAME));
    }

    static void started(Fields data, LogStarted facts) {
        data.text("version", facts.version(), WORD)
                .text("origin", facts.origin(), TEXT)
                .flag("created", facts.created())
                .number("heartbeatMillis", facts.heartbeat().toMillis());
        LogSuccession succeeds = facts.succeeds();
        if (succeeds != null) {
            data.put("succeeds", succession(data.object("succeeds"), succeeds));
        }
        log(data, facts.sizes(), facts.clockSteppedBackMillis());
    }

    private static Fields succession(Fields data, LogSuccession facts) {
        data.text("log", facts.log(), TEXT)
                .text("origin", facts.origin(), TEXT)
                .text("key", facts.key(), TEXT)
                .number("size", facts.size())
                .text("root", facts.root(), WORD)
                .number("from", facts.from())
                .number("records", facts.records())
                .text("reason", facts.reason(), TEXT);
        operator(data, facts.operator());
        return data;
    }

    static void stopped(Fields data, LogStopped facts) {
        data.text("reason", facts.reason(), WORD);
        log(data, facts.sizes(), facts.clockSteppedBackMillis());
    }

    static void recovered(Fields data, LogRecovered facts) {
        data.number("tornBytes", facts.tornBytes())
                .text("tornDigest", facts.tornDigest(), WORD)
                .number("openCalls", facts.openCalls())
                .word("lapsedRefusals", "unknown");
        log(data, facts.sizes(), facts.clockSteppedBackMillis());
    }

    static void heartbeat(Fields data, LogHeartbeat facts) {
        data.number("heartbeatMillis", facts.heartbeat().toMillis());
        log(data, facts.sizes(), facts.clockSteppedBackMillis());
    }

    private static void log(Fields data, LogSizes sizes, @Nullable Long steppedBackMillis) {
        data.put(
                "sizes",
                data.object("sizes")
                        .number("records", sizes.records())
                        .number("firstKept", sizes.firstKept())
                        .number("exported", sizes.exported())
                        .number("bytes", sizes.bytes())
                        .number("openCalls", sizes.openCalls()));
        data.number("clockSteppedBackMillis", steppedBackMillis);
    }
}
