package io.chirograph.gateway;

import io.chirograph.event.Actor;
import io.chirograph.event.Digest;
import io.chirograph.event.PolicyFacts;
import io.chirograph.event.SentCredential;
import io.chirograph.event.Trace;
import io.chirograph.gateway.dialect.Dialect;
import io.chirograph.gateway.dialect.Operation;
import io.chirograph.identity.Source;
import io.chirograph.policy.BodyRules;
import java.util.SortedMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One admitted call: what is known of it before its body is read.
///
/// @param id UUIDv7, given back as `Chirograph-Call-Id`
/// @param arrived `System.nanoTime()` at arrival
/// @param rules what policy still decides from the body; null for nothing
/// @param credential whose credential goes to the provider
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
        @Nullable BodyRules rules,
        Headers headers,
        SentCredential credential,
        Headers forwarded,
        GatewayProperties.Route route,
        Source source) {
    /// The same call as policy has it once the body was read.
    Call decided(PolicyFacts facts, Headers sent) {
        return new Call(
                id,
                arrived,
                provider,
                target,
                method,
                operation,
                dialect,
                actor,
                metadata,
                asked,
                trace,
                facts,
                null,
                headers,
                credential,
                sent,
                route,
                source);
    }

    /// What of a digest may be kept under the policy in force.
    Digest kept(Digest digest) {
        return policy.payloadLevel().equals("nothing") ? digest.withheld() : digest;
    }
}
