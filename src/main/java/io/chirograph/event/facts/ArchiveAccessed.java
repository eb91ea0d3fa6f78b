package io.chirograph.event.facts;

import io.chirograph.event.EventType;
import io.chirograph.event.encoding.Fields;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The facts of an `archive.accessed` event: what a store's own log says of requests to an archive that
/// did not pass this program, or how many there were. All of it is the store's word.
/// @param archive its configured name
/// @param source what kind of log says so
/// @param access one request; null of a summary
/// @param summary of an interval; null of one request
@Fact.Of(EventType.ARCHIVE_ACCESSED)
public record ArchiveAccessed(
        String archive,
        String source,
        @Nullable Access access,
        @Nullable Summary summary) implements Fact {

    /// One request.
    /// @param own whether the requester is this program itself, as far as its identity tells
    /// @param at when the store took it
    /// @param principal whom the store took it from, in its words; null where it does not say, or for nobody
    /// @param keyId id of the access key
    /// @param peer address that it came from
    /// @param action what it amounts to: `read`, `list`, `head`, `write`, `delete`, `retention`, `configure`
    ///     or `other`
    /// @param operation the store's word for it
    /// @param key of the object, or the prefix of a listing
    public record Access(
            boolean own,
            Instant at,
            @Nullable String principal,
            @Nullable String keyId,
            @Nullable String peer,
            String action,
            String operation,
            @Nullable String key,
            @Nullable String versionId,
            @Nullable Integer status,
            @Nullable String error,
            @Nullable Long bytes,
            @Nullable String requestId,
            @Nullable String userAgent) {}

    /// What was read of the store's log in an interval.
    /// @param followedTo the time of the newest record that was ever read; null before the first
    /// @param own requests of this program by action
    /// @param others requests of others by action; those with an event of their own included
    /// @param singly how many requests have an event of their own
    /// @param elsewhere requests to the same bucket that are not about this archive
    /// @param duplicates records that had been read before
    /// @param badLines records that could not be understood
    /// @param unreadable pieces of the log that could not be read
    /// @param beyond requests that have no event of their own, most first: [#GROUPS] of them at most
    /// @param findings what is wrong with the log, in words
    public record Summary(
            Instant from,
            Instant to,
            @Nullable Instant followedTo,
            SortedMap<String, Long> own,
            SortedMap<String, Long> others,
            long singly,
            long elsewhere,
            long duplicates,
            long badLines,
            long unreadable,
            List<Beyond> beyond,
            List<String> findings) {}

    /// Requests of others that are counted.
    public record Beyond(
            String principal, String action, long requests, long bytes, Instant first, Instant last, String key) {
        private SortedMap<String, Object> entries() {
            SortedMap<String, Object> entries = new TreeMap<>();
            entries.put("principal", principal);
            entries.put("action", action);
            entries.put("requests", requests);
            entries.put("bytes", bytes);
            entries.put("first", first.toString());
            entries.put("last", last.toString());
            entries.put("key", key);
            return entries;
        }
    }

    /// How many groups of requests a summary names.
    public static final int GROUPS = 20;

    private static final int KEY = 1024;

    @Override
    public void writeTo(Fields data) {
        data.word("archive", archive).word("source", source);
        if (access != null) {
            SortedMap<String, String> who = new TreeMap<>();
            put(who, "user", access.principal);
            put(who, "keyId", access.keyId);
            data.object("operator", object -> object.scalars("asserted", who, 256))
                    .flag("own", access.own)
                    .time("at", access.at)
                    .word("peer", access.peer)
                    .word("action", access.action)
                    .word("storeOperation", access.operation)
                    .text("key", access.key, KEY)
                    .word("versionId", access.versionId)
                    .number("status", access.status)
                    .word("error", access.error)
                    .number("bytes", access.bytes)
                    .word("requestId", access.requestId)
                    .text("userAgent", access.userAgent, 256);
        }
        if (summary != null) {
            data.object("summary", this::writeSummary);
        }
    }

    private void writeSummary(Fields object) {
        if (summary == null) {
            return;
        }
        object.time("from", summary.from)
                .time("to", summary.to)
                .time("followedTo", summary.followedTo)
                .scalars("own", summary.own, Fields.WORD)
                .scalars("others", summary.others, Fields.WORD)
                .number("singly", summary.singly)
                .number("elsewhere", summary.elsewhere)
                .number("duplicates", summary.duplicates)
                .number("badLines", summary.badLines)
                .number("unreadable", summary.unreadable)
                .values("beyond", summary.beyond.stream().map(Beyond::entries).toList(), GROUPS, 256)
                .texts("findings", summary.findings, GROUPS, 512);
    }

    private static void put(SortedMap<String, String> who, String name, @Nullable String value) {
        if (value != null) {
            who.put(name, value);
        }
    }
}
