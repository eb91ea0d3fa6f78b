package io.chirograph.event;

import java.util.SortedMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The facts of an `ai.call.started` event: durable before the request leaves for the provider.
///
/// @param callId UUIDv7, also the answer's `Chirograph-Call-Id`
/// @param provider the configured provider's name
/// @param providerName `gen_ai.provider.name` of the OpenTelemetry GenAI conventions (`openai`, `anthropic`,
///     …)
/// @param dialect the wire format that reads the exchange
/// @param operation `gen_ai.operation.name` (`chat`, `embeddings`, …) or `other`
/// @param model the model asked for; null when the body does not say
/// @param parameters the dialect's allow-listed scalars (String, Boolean, Long, Double), and counts and
///     [Digest]s in the place of tools and schemas; names are the OpenTelemetry ones where there are any
/// @param stream whether the caller asked for a stream
/// @param method the HTTP method
/// @param path the raw path after the provider's segment, cut to 2048 bytes
/// @param query allow-listed query parameters only
/// @param region the provider's configured region
/// @param sent what the provider gets in the place of `request`; null where it gets just that
/// @param credential whose credential goes with the request
/// @param metadata `Chirograph-Metadata` and its aliases: flat, strings, numbers and booleans
/// @param asked what the caller asked of recording (data class, payload level, `cf-aig-collect-log`), obeyed
///     or not
/// @param policy rule ids, decision and the digest of the policy in force
/// @param peer the address the connection came from
/// @param claimedAddress the address that a trusted proxy names as its own peer's; null without one
public record CallStarted(
        UUID callId,
        Actor actor,
        String provider,
        String providerName,
        String dialect,
        String operation,
        @Nullable String model,
        SortedMap<String, Object> parameters,
        boolean stream,
        String method,
        String path,
        SortedMap<String, String> query,
        @Nullable String region,
        Body request,
        @Nullable Sent sent,
        SentCredential credential,
        SortedMap<String, Object> metadata,
        SortedMap<String, String> asked,
        Trace trace,
        PolicyFacts policy,
        String peer,
        @Nullable String claimedAddress) {}
