package io.chirograph.event.value;

import io.chirograph.event.encoding.Digest;
import io.chirograph.event.encoding.Fields;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What is kept of a body beside its event, and where.
/// @param level how it is kept; lower than policy's where `reason` says why
/// @param retentionClass the class whose pack holds it; null where nothing is stored
/// @param mediaType of what is stored; null where that is unknown
/// @param digest over what is stored; null where nothing is
/// @param findings how often each rule of the redaction fired
/// @param reason why less is kept than policy says, or a scan was incomplete: a stable code; null where neither is so
/// @param recipients ids of the certificates that it is encrypted to
/// @param subjects ids of the subject keys that have to be there to open it
/// @param allSubjects whether each of them has to be there, else any one
/// @param reference where the caller keeps it, as the caller asserts
public record KeptContent(
        PayloadLevel level,
        @Nullable String retentionClass,
        @Nullable String mediaType,
        @Nullable Digest digest,
        SortedMap<String, Long> findings,
        @Nullable String reason,
        List<String> recipients,
        List<String> subjects,
        boolean allSubjects,
        @Nullable String reference)
        implements Fields.Part {
    private static final int MOST_RULES = 64;

    public KeptContent {
        findings = new TreeMap<>(findings);
        recipients = List.copyOf(recipients);
        subjects = List.copyOf(subjects);
    }

    /// Less than policy says, because of `reason`.
    public static KeptContent fallen(PayloadLevel level, String reason) {
        return new KeptContent(level, null, null, null, new TreeMap<>(), reason, List.of(), List.of(), false, null);
    }

    @Override
    public void writeTo(Fields data) {
        data.constant("level", level.wire())
                .word("class", retentionClass)
                .text("mediaType", mediaType, 256)
                .digest("digest", digest)
                .word("reason", reason)
                .words("recipients", recipients)
                .words("subjects", subjects)
                .word("opensWith", subjects.size() < 2 ? null : allSubjects ? "all" : "any")
                .text("reference", reference, 1024);
        if (!findings.isEmpty()) {
            data.scalars("findings", findings, MOST_RULES, Fields.WORD);
        }
    }
}
