package io.chirograph.content.redaction;

import io.chirograph.content.redaction.detect.Deadline;
import io.chirograph.content.redaction.detect.Detectors;
import io.chirograph.content.redaction.detect.Spans;
import io.chirograph.content.redaction.remote.RemoteScans;
import io.chirograph.content.redaction.rules.Action;
import io.chirograph.content.redaction.rules.Rule;
import io.chirograph.content.redaction.rules.State;
import java.net.URI;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What becomes of the strings of one body; counts what was found. One thread.
final class BodyScan {
    /// Longer texts, in characters, are not looked through.
    static final int LONGEST = 4 << 20;

    static final String REDACTED = "[redacted]";

    /// A run of letters of base64 that is so long is a file's bytes.
    private static final int LEAST_FILE = 512;

    private static final int MOST_LEVELS = 4;
    private static final int LONGEST_NAME = 128;
    private static final int MOST_FINDINGS = 1000;

    final Tokens tokens;
    final LongTexts longTexts = new LongTexts();
    private final Detectors detectors;
    private final Deadline deadline;
    private final RemoteScans remote;
    private final Map<String, Action> actions;
    private final NestedJson nested;
    private final TreeMap<String, Long> findings = new TreeMap<>();

    /// @param actions of the user's own patterns by name; what is not named gets a token
    BodyScan(
            Tokens tokens,
            Detectors detectors,
            Deadline deadline,
            RemoteScans remote,
            Map<String, Action> actions,
            Function<BodyScan, NestedJson> nested) {
        this.tokens = tokens;
        this.detectors = detectors;
        this.deadline = deadline;
        this.remote = remote;
        this.actions = actions;
        this.nested = nested.apply(this);
    }

    SortedMap<String, Long> findings() {
        return findings;
    }

    void count(String name) {
        if (findings.size() < MOST_FINDINGS || findings.containsKey(name)) {
            findings.merge(name, 1L, Long::sum);
        }
    }

    /// Counts that the rule about a value was followed.
    void count(State state) {
        Rule rule = state.rule();
        if (rule != null) {
            count(rule.name());
        }
    }

    /// The name of a member, which a peer can make of anything.
    String name(String name) {
        int digits = 0;
        boolean isPlain = name.length() <= 24;
        for (int i = 0; i < name.length() && isPlain; i++) {
            char c = name.charAt(i);
            digits += c >= '0' && c <= '9' ? 1 : 0;
            isPlain = digits < 6 && c < 128 && (Character.isLetterOrDigit(c) || c == '_' || c == '-' || c == '$');
        }
        return isPlain ? name : plain(name, "");
    }

    /// What stands in the record for a string.
    /// @param name of the member whose value it is
    /// @param level how many strings it stands in as JSON
    String string(State state, String name, String value, int level) {
        Action action = state.action();
        LongText longText = longTexts.of(value);
        if (longText != null) {
            return longText(longText, state);
        }
        return switch (action) {
            case KEEP -> isName(value) ? find(whole(value), name, false) : text(state, name, value, level);
            case SCAN, TEXT -> text(state, name, value, level);
            case DROP, MASK -> {
                count(state);
                yield REDACTED;
            }
            case DIGEST -> {
                count(state);
                yield tokens.digest(value);
            }
            case TOKENISE -> {
                count(state);
                yield value.isEmpty() ? value : tokens.token(kind(name), value);
            }
            case URL -> value.startsWith("data:") ? file(state, value) : url(state, name, value);
            case DATA ->
                value.startsWith("https://") || value.startsWith("http://")
                        ? url(state, name, value)
                        : file(state, value);
        };
    }

    private String longText(LongText text, State state) {
        if (!text.isFile() && !state.action().takesAll() && state.action() != Action.DATA) {
            throw new Incomplete(Incomplete.VALUE);
        }
        if (state.action().takesAll()) {
            count(state);
        } else {
            count(FindingNames.FILE);
        }
        return text.text();
    }

    /// A kind for tokens of a member's name, which may be anything.
    private String kind(String name) {
        String kind = name(name);
        return kind.length() <= 64 && isName(kind) ? kind : "value";
    }

    /// Whether a value has the form of a name, of which no free text has.
    private static boolean isName(String value) {
        if (value.length() > LONGEST_NAME) {
            return false;
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c >= 128 || (!Character.isLetterOrDigit(c) && "_-.:/".indexOf(c) < 0)) {
                return false;
            }
        }
        return true;
    }

    private String file(State state, String value) {
        if (value.isEmpty()) {
            return value;
        }
        count(
                state.action() == Action.DATA || state.action() == Action.URL
                        ? FindingNames.FILE
                        : FindingNames.FILE_IN_TEXT);
        FileDigest digest = new FileDigest(tokens);
        digest.feed(value, 0, value.length());
        return digest.text();
    }

    /// Without user, query and fragment.
    private String url(State state, String name, String value) {
        int query = value.indexOf('?');
        int fragment = value.indexOf('#');
        int end = query < 0 ? fragment : fragment < 0 ? query : Math.min(query, fragment);
        String bare = end < 0 ? value : value.substring(0, end);
        int authority = bare.indexOf("://") + 3;
        int slash = bare.indexOf('/', authority);
        int user = authority < 3 ? -1 : bare.lastIndexOf('@', slash < 0 ? bare.length() : slash);
        boolean hasUser = user >= authority && authority >= 3;
        if (hasUser) {
            bare = bare.substring(0, authority) + REDACTED + bare.substring(user);
        }
        if (end >= 0 || hasUser) {
            count(state);
        }
        String decoded = decoded(bare);
        String scanned = find(whole(decoded == null ? bare : decoded), name, true);
        boolean isSame = decoded != null && scanned.equals(whole(decoded));
        return (isSame ? bare : scanned) + (end < 0 ? "" : (query == end ? "?" : "#") + REDACTED);
    }

    /// A URL without percent-encoding, behind which detectors would not see; null where it cannot be read.
    private static @Nullable String decoded(String url) {
        if (url.indexOf('%') < 0) {
            return null;
        }
        try {
            URI uri = URI.create(url);
            String path = uri.getPath();
            return path == null
                    ? null
                    : url.substring(0, url.length() - uri.getRawPath().length()) + path;
        } catch (IllegalArgumentException notUrl) {
            return null;
        }
    }

    private String text(State state, String name, String value, int level) {
        if (value.isEmpty()) {
            return value;
        }
        if (value.length() > LONGEST) {
            throw new Incomplete(Incomplete.VALUE);
        }
        if (FileDigest.looksLike(value, LEAST_FILE)) {
            return file(state, value);
        }
        if (level < MOST_LEVELS && isLikeJson(value)) {
            Map<String, Long> before = new TreeMap<>(findings);
            String json = nested.redact(value, state, name, level + 1);
            if (json != null) {
                return json;
            }
            findings.clear();
            findings.putAll(before);
        }
        return find(whole(unescaped(value, name)), name, true);
    }

    /// The text as its readers may read it: where something hides behind JSON's escapes, without them.
    private String unescaped(String text, String name) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        String bare = Escapes.undone(text);
        boolean isHiding = text.contains("\\u")
                || detectors.find(bare, name, deadline).disjoint().size()
                        > detectors.find(text, name, deadline).disjoint().size();
        return isHiding ? bare : text;
    }

    /// A text that may be JSON in its braces or brackets, white space before and behind it or not.
    private static boolean isLikeJson(String value) {
        int from = 0;
        while (from < value.length() && (value.charAt(from) <= ' ' || value.charAt(from) == '\uFEFF')) {
            from++;
        }
        return from < value.length() && (value.charAt(from) == '{' || value.charAt(from) == '[');
    }

    /// A text that is no member's value.
    String plain(String text, String name) {
        return find(whole(text), name, true);
    }

    /// A number; text where it must go.
    String number(State state, String name, String digits) {
        int count = 0;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            if (c < '0' || c > '9') {
                return digits;
            }
            count++;
        }
        return count < 7 || state.action() == Action.KEEP ? digits : find(digits, name, false);
    }

    private String find(String text, String name, boolean isAsked) {
        Spans spans = detectors.find(text, name, deadline);
        if (isAsked) {
            remote.find(text, spans);
        }
        if (spans.isEmpty()) {
            return text;
        }
        StringBuilder redacted = new StringBuilder(text.length());
        int at = 0;
        for (Spans.Span span : spans.disjoint()) {
            redacted.append(text, at, span.from());
            count(span.name());
            String value = text.substring(span.from(), span.to());
            switch (actions.getOrDefault(span.name(), Action.TOKENISE)) {
                case DROP -> {}
                case MASK -> redacted.append(REDACTED);
                case DIGEST -> redacted.append(tokens.digest(value));
                default -> redacted.append(tokens.token(span.name(), value));
            }
            at = span.to();
        }
        return redacted.append(text, at, text.length()).toString();
    }

    /// Without halves of characters, which nobody can write.
    static String whole(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return repaired(text, i);
            }
        }
        return text;
    }

    private static String repaired(String text, int from) {
        StringBuilder repaired = new StringBuilder(text.length()).append(text, 0, from);
        for (int i = from; i < text.length(); ) {
            int point = text.codePointAt(i);
            i += Character.charCount(point);
            boolean isLone = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
            repaired.appendCodePoint(isLone ? 0xFFFD : point);
        }
        return repaired.toString();
    }
}
