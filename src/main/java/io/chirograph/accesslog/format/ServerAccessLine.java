package io.chirograph.accesslog.format;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A line of an S3 server access log (Amazon S3 User Guide, "Server access log format").
///
/// Fields are separated by blanks, and quotes within quoted fields are not escaped. What stands before the
/// quoted request is the store's own; a key is percent-encoded there. The request's target holds no blank,
/// so that its end is known. What a client sent as referrer and user agent may hold quotes and blanks:
/// both end with the line's last quote,
/// for nothing behind it is quoted. A line that breaks off behind its key still tells who asked for what.
final class ServerAccessLine {
    private static final Pattern HEAD = Pattern.compile(
            "(\\S+) (\\S+) \\[([^\\]\\[]{1,64})] (\\S+) (\\S+) (\\S+) ([A-Z0-9_.-]{1,128}) (\\S+)(?: (.*))?",
            Pattern.DOTALL);
    private static final Pattern REQUEST =
            Pattern.compile("(?:\"(?:\\S+ (\\S+) HTTP/[0-9.]{1,4}|-)\"|-) (.*)", Pattern.DOTALL);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH);
    private static final int TWICE = 2;
    private static final int STATUS = 0;
    private static final int ERROR = 1;
    private static final int SENT = 2;
    private static final int NUMBERS = 6;

    private ServerAccessLine() {}

    /// @throws IllegalArgumentException it is no such line
    static void read(byte[] bytes, List<StoreAccess> into) {
        String line = new String(bytes, StandardCharsets.UTF_8).stripTrailing();
        Matcher head = HEAD.matcher(line);
        if (!head.matches()) {
            throw new IllegalArgumentException("no line of a server access log");
        }
        String operation = head.group(7);
        String bareKey = value(head.group(8));
        String key = bareKey == null ? null : Percent.decoded(bareKey, TWICE);
        String target = null;
        String[] numbers = {};
        String agent = null;
        String version = null;
        Matcher request = REQUEST.matcher(String.valueOf(head.group(9)));
        if (request.matches()) {
            target = request.group(1);
            String rest = request.group(2);
            int quoted = rest.indexOf('"');
            numbers = (quoted < 0 ? rest : rest.substring(0, quoted)).trim().split(" ", NUMBERS);
            int last = rest.lastIndexOf('"');
            if (quoted >= 0 && last > quoted) {
                String both = rest.substring(quoted + 1, last);
                int between = both.indexOf("\" \"");
                agent = between < 0 ? null : value(both.substring(between + 3));
                version = value(rest.substring(last + 1).trim().split(" ", TWICE)[0]);
            }
        }
        Action action = action(operation, key != null);
        String prefix = action == Action.LIST && target != null ? Percent.parameter(target, "prefix") : null;
        String requestId = value(head.group(6));
        String id = requestId == null ? line : requestId + ' ' + operation + ' ' + head.group(8) + ' ' + version;
        into.add(new StoreAccess(
                id,
                time(head.group(3)),
                value(head.group(5)),
                null,
                value(head.group(4)),
                action,
                operation,
                head.group(2),
                key == null ? prefix : key,
                version,
                status(at(numbers, STATUS)),
                value(at(numbers, ERROR)),
                number(at(numbers, SENT)),
                requestId,
                agent));
    }

    /// Words such as `REST.GET.OBJECT`, `BATCH.DELETE.OBJECT` and, of what the store does by itself,
    /// `S3.EXPIRE.OBJECT`.
    private static Action action(String operation, boolean hasKey) {
        String[] words = operation.split("[.]", 3);
        if (words.length < 3) {
            return Action.OTHER;
        }
        String about = words[2].replace("_", "");
        if (about.endsWith("GET") || about.contains("SELECT")) {
            return Action.READ; // the object that a copy is made of, or is asked by a query
        }
        return switch (words[1]) {
            case "EXPIRE", "CREATE" -> Action.DELETE;
            default -> Action.of(words[1], about, hasKey);
        };
    }

    private static Instant time(String text) {
        try {
            return OffsetDateTime.parse(text, TIME).toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("no time in a line of a server access log", e);
        }
    }

    private static @Nullable String at(String[] words, int place) {
        return place < words.length ? words[place] : null;
    }

    private static @Nullable String value(@Nullable String field) {
        return field == null || field.equals("-") || field.isEmpty() ? null : field;
    }

    private static @Nullable Integer status(@Nullable String field) {
        return field != null && field.matches("[1-5][0-9]{2}") ? Integer.valueOf(field) : null;
    }

    private static @Nullable Long number(@Nullable String field) {
        return field != null && field.matches("[0-9]{1,18}") ? Long.valueOf(field) : null;
    }
}
