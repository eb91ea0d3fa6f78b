package io.chirograph.event.facts;

import io.chirograph.event.EventType;
import io.chirograph.event.encoding.Digest;
import io.chirograph.event.encoding.Fields;
import io.chirograph.event.value.Actor;
import io.chirograph.event.value.ContentRead;
import io.chirograph.event.value.Http;
import io.chirograph.event.value.RecordedAddress;
import io.chirograph.event.value.Shown;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// The facts of an `audit.read` event: one request to the auditors' API, recorded before its response.
/// @param role the role by which the reader reads
/// @param http method and path, as they were understood
/// @param query the parameters by name; values of those that the path does not know are left out
/// @param question digest over the body of a question that came as one; null without
/// @param content what of a call's content is read; null where none is
/// @param results how many calls, events, logs, hashes or proofs the response holds; 0 of a refusal
/// @param shown which calls and events these are; null where the response is a stream, or shows none
/// @param export the format of an export, whose items are counted by nobody before they go; null of other answers
/// @param sizes the sizes of the logs that the response is as of, by their ids
/// @param scope what the reader's token limits it to: `tenants`, `logs`; empty without limits
@Fact.Of(EventType.AUDIT_READ)
public record AuditRead(
        Actor reader,
        String role,
        Http http,
        SortedMap<String, Object> query,
        @Nullable Digest question,
        @Nullable ContentRead content,
        int status,
        long results,
        @Nullable Shown shown,
        @Nullable String export,
        SortedMap<String, Long> sizes,
        SortedMap<String, Object> scope,
        RecordedAddress client)
        implements Fact {
    @Override
    public void writeTo(Fields data) {
        data.object("operator", reader)
                .word("role", role)
                .object("http", line -> line.word("method", http.method()).text("path", http.path(), 1024))
                .map("query", query, 1024)
                .digest("question", question)
                .object("content", content)
                .number("status", status)
                .number("results", results)
                .object("shown", shown)
                .word("export", export)
                .scalars("sizes", sizes, Fields.WORD)
                .map("scope", scope, Fields.WORD);
        client.writeTo(data);
    }
}
