package io.chirograph.switches;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.chirograph.policy.model.Matching;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Which calls a switch stops.
/// @param kind by what they are told
/// @param value the provider's name in the configuration, the model as callers ask for it, the tenant, or the
///     key's id; null for all calls. Of models a `*` at the end stands for any rest.
///     Names compare as [Matching#restricts] has it
public record SwitchScope(Kind kind, @Nullable String value) {
    private static final Pattern VALUE = Pattern.compile("[^\\p{Cntrl}\\p{Cs}*]{1,256}\\*?");

    /// By what calls are told.
    public enum Kind {
        ALL,
        PROVIDER,
        MODEL,
        TENANT,
        KEY;

        /// The word in requests, events and the file.
        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Kind of(String word) {
            return Arrays.stream(values())
                    .filter(kind -> kind.word().equals(word))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("scope is '" + word + "'; one of "
                            + Arrays.stream(values()).map(Kind::word).collect(Collectors.joining(", "))));
        }
    }

    public SwitchScope {
        if (kind == Kind.ALL && value != null) {
            throw new IllegalArgumentException("value is '" + value + "', and scope all has none");
        }
        if (kind != Kind.ALL && (value == null || !VALUE.matcher(value).matches())) {
            throw new IllegalArgumentException("value is '" + value + "'; scope " + kind.word()
                    + " needs 1 to 256 characters without control characters");
        }
        if (value != null && kind != Kind.MODEL && value.endsWith("*")) {
            throw new IllegalArgumentException("value is '" + value + "'; only models may end in *");
        }
    }

    /// Reads `all`, `provider:NAME`, `model:NAME`, `tenant:NAME` or `key:ID`.
    /// @throws IllegalArgumentException it is none of them
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static SwitchScope parse(String text) {
        int colon = text.indexOf(':');
        return colon < 0
                ? new SwitchScope(Kind.of(text), null)
                : new SwitchScope(Kind.of(text.substring(0, colon)), text.substring(colon + 1));
    }

    /// Whether a name could be meant by any reader.
    boolean covers(String given) {
        return Matching.restricts(String.valueOf(value), given);
    }

    /// As [#parse] reads it.
    @JsonValue
    @Override
    public String toString() {
        return value == null ? kind.word() : kind.word() + ":" + value;
    }
}
