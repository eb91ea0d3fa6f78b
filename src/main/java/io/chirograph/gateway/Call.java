package io.chirograph.gateway;

import io.chirograph.event.Actor;
import io.chirograph.event.Digest;
import io.chirograph.event.PolicyFacts;
import io.chirograph.event.Trace;
import io.chirograph.gateway.dialect.Dialect;
import io.chirograph.gateway.dialect.Operation;
import java.util.SortedMap;
import java.util.UUID;

/// One admitted call: what is known of it before its body is read.
///
/// @param id UUIDv7, given back as `Chirograph-Call-Id`
/// @param arrived `System.nanoTime()` at arrival
/// @param forwarded the headers that go to the provider, its credential included
record Call(
        UUID id,
        long arrived,
        Provider provider,
        Target target,
        String method,
        Operation operation,
        Dialect dialect,
        Actor actor,
        SortedMap<String, Object> metadata,
        SortedMap<String, String> asked,
        Trace trace,
        PolicyFacts policy,
        Headers headers,
        Headers forwarded,
        GatewayProperties.Route route,
        String peer) {
    /// What of a digest may be kept under the policy in force.
    Digest kept(Digest digest) {
        return policy.payloadLevel().equals("nothing") ? digest.withheld() : digest;
    }
}
