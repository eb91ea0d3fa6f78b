package io.chirograph.query.export;

import io.chirograph.identity.operators.AuditScope;
import io.chirograph.web.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Names the bytes of an export (RFC 9110 section 8.8.3, strong), and says its cut-off, so that whoever has it can go
/// on
/// with an export whose cut-off was not asked for.
/// @param cutOff in Base64; empty where it is too long
record EntityTag(String digest, String cutOff) {
    private static final Pattern FORM = Pattern.compile("\"([0-9a-f]{32})\\.([A-Za-z0-9_-]{0,2048})\"");
    private static final int MAX_CUT_OFF = 1500;

    static EntityTag of(Export export) {
        String sizes = export.cutOff().text();
        return new EntityTag(
                export.digest(),
                sizes.length() > MAX_CUT_OFF
                        ? ""
                        : Base64.getUrlEncoder()
                                .withoutPadding()
                                .encodeToString(sizes.getBytes(StandardCharsets.US_ASCII)));
    }

    /// Reads what a client sends back; null for what is none of ours.
    static @Nullable EntityTag parse(String text) {
        Matcher tag = FORM.matcher(text);
        return tag.matches() ? new EntityTag(tag.group(1), tag.group(2)) : null;
    }

    String text() {
        return '"' + digest + '.' + cutOff + '"';
    }

    /// The cut-off by which this names an export of the question; null where none does.
    /// @param indexed the logs that the reader sees
    @Nullable
    CutOff cutOff(ExportQuestion question, AuditScope scope, SortedMap<String, Long> indexed) {
        try {
            String sizes = new String(Base64.getUrlDecoder().decode(cutOff), StandardCharsets.ISO_8859_1);
            CutOff said = CutOff.parse(sizes).within(indexed);
            return question.digest(scope, said).equals(digest) ? said : null;
        } catch (IllegalArgumentException | ApiException e) {
            return null;
        }
    }
}
