package io.chirograph.event;

import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// The facts of an `audit.read` event: one request to the auditors' API, recorded before its answer is released.
///
/// @param reader who reads
/// @param role the role by which
/// @param method the HTTP method
/// @param path the path, as it was understood
/// @param query the parameters of the question by name, in one order however they were sent; values of parameters
///     that the path does not know are left out
/// @param question digest over the body of a question that came as one; null without
/// @param status the HTTP status of the answer
/// @param results how many calls, events, logs, hashes or proofs the answer holds; 0 of a refusal
/// @param sizes the sizes of the logs that the answer is as of, by their ids
/// @param scope what the reader's token limits it to: `tenants`, `logs`; empty without limits
/// @param peer the address the connection came from
/// @param claimedAddress the address that a trusted proxy names as its own peer's; null without one
public record AuditRead(
        Actor reader,
        String role,
        String method,
        String path,
        SortedMap<String, Object> query,
        @Nullable Digest question,
        int status,
        long results,
        SortedMap<String, Long> sizes,
        SortedMap<String, Object> scope,
        String peer,
        @Nullable String claimedAddress) {}
