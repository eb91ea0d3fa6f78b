package io.chirograph.event.value;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.chirograph.event.encoding.Fields;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Objects of an archive: under a prefix, of logs, of days, or the segments of some calls or events.
/// @param logs ids of logs; empty for every log
/// @param from the first day of segments (UTC); null for no bound
/// @param to the last day; null for no bound, and then what is still to come belongs to it
/// @param ids calls or events; their segments are meant
/// @param prefix of keys, relative to the archive's prefix; it stands alone
@JsonInclude(JsonInclude.Include.NON_EMPTY) // as the API and the register write it
public record ObjectScope(
        List<String> logs,
        @Nullable LocalDate from,
        @Nullable LocalDate to,
        List<UUID> ids,
        @Nullable String prefix) implements Fields.Part {
    /// No scope names more logs.
    public static final int MOST_LOGS = 32;

    /// No scope names more calls and events.
    public static final int MOST_IDS = 100;

    private static final Pattern LOG = Pattern.compile("[A-Za-z0-9._=-]{1,255}");
    private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9._=-][A-Za-z0-9._=/-]{0,511}");

    public ObjectScope {
        logs = List.copyOf(logs);
        ids = List.copyOf(ids);
        boolean dated = from != null || to != null;
        check(
                dated || prefix != null || !logs.isEmpty() || !ids.isEmpty(),
                "the scope is empty; name logs, days, ids," + " or a prefix");
        check(prefix == null || (logs.isEmpty() && ids.isEmpty() && !dated), "a prefix stands alone in a scope");
        check(ids.isEmpty() || !dated, "ids and days do not go together in a scope");
        check(logs.size() <= MOST_LOGS, "the scope names " + logs.size() + " logs; at most " + MOST_LOGS);
        check(ids.size() <= MOST_IDS, "the scope names " + ids.size() + " ids; at most " + MOST_IDS);
        check(from == null || to == null || !to.isBefore(from), "the scope goes from " + from + " to " + to);
        for (String log : logs) {
            check(LOG.matcher(log).matches(), "'" + log + "' is no log's id");
        }
        check(prefix == null || PREFIX.matcher(prefix).matches(), "'" + prefix + "' is no prefix of keys");
    }

    public static ObjectScope prefix(String prefix) {
        return new ObjectScope(List.of(), null, null, List.of(), prefix);
    }

    public static ObjectScope log(String log) {
        return new ObjectScope(List.of(log), null, null, List.of(), null);
    }

    /// The segments that hold these calls and events.
    public static ObjectScope ids(List<UUID> ids) {
        return new ObjectScope(List.of(), null, null, ids, null);
    }

    private static void check(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }

    @Override
    public void writeTo(Fields data) {
        data.texts("logs", logs, MOST_LOGS, 255)
                .texts("ids", ids.stream().map(UUID::toString).toList(), MOST_IDS, 36)
                .text("prefix", prefix, 512)
                .constant("from", from)
                .constant("to", to);
    }
}
