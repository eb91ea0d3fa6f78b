package io.chirograph.event;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The data of the events about a call. Call fields bear the OpenTelemetry GenAI names.
final class CallData {
    /// Request parameters that stand by their OpenTelemetry name; all others go under `parameters`.
    static final Set<String> NAMED_PARAMETERS = Set.of(
            "gen_ai.embeddings.dimension.count",
            "gen_ai.output.type",
            "gen_ai.request.choice.count",
            "gen_ai.request.encoding_formats",
            "gen_ai.request.frequency_penalty",
            "gen_ai.request.max_tokens",
            "gen_ai.request.presence_penalty",
            "gen_ai.request.seed",
            "gen_ai.request.temperature",
            "gen_ai.request.top_k",
            "gen_ai.request.top_p");

    private static final int WORD = 128;
    private static final int TEXT = 256;
    private static final int PATH = 2048;
    private static final int VALUE = 1024;
    private static final int ENTRIES = 32;

    private CallData() {}

    static void started(Fields data, CallStarted facts) {
        data.id("callId", facts.callId())
                .text("provider", facts.provider(), WORD)
                .text("gen_ai.provider.name", facts.providerName(), WORD)
                .text("dialect", facts.dialect(), WORD)
                .text("gen_ai.operation.name", facts.operation(), WORD)
                .text("gen_ai.request.model", facts.model(), TEXT)
                .flag("gen_ai.request.stream", facts.stream())
                .text("region", facts.region(), WORD)
                .text("peer", facts.peer(), WORD)
                .text("claimedAddress", facts.claimedAddress(), WORD);
        actor(data, facts.actor());
        parameters(data, facts.parameters());
        data.put(
                "http",
                data.object("http")
                        .text("method", facts.method(), WORD)
                        .text("path", facts.path(), PATH)
                        .scalars("query", facts.query(), ENTRIES, TEXT));
        body(data, "request", facts.request());
        if (facts.sent() != null) {
            data.put(
                    "sent",
                    data.object("sent")
                            .digest("digest", facts.sent().digest())
                            .text("model", facts.sent().model(), TEXT));
        }
        data.word("credential", facts.credential().whose().wire())
                .texts("droppedCredentials", facts.credential().dropped(), ENTRIES, WORD);
        data.scalars("metadata", facts.metadata(), ENTRIES, VALUE).scalars("asked", facts.asked(), ENTRIES, WORD);
        trace(data, facts.trace());
        policy(data, facts.policy());
    }

    static void completed(Fields data, CallCompleted facts) {
        data.id("callId", facts.callId())
                .word("outcome", facts.outcome().wire())
                .text("reason", facts.reason(), WORD)
                .number("status", facts.status())
                .text("gen_ai.response.model", facts.model(), TEXT)
                .text("gen_ai.response.id", facts.responseId(), TEXT)
                .text("providerRequestId", facts.providerRequestId(), TEXT)
                .texts("gen_ai.response.finish_reasons", facts.finishReasons(), ENTRIES, WORD)
                .flag("streamed", facts.streamed())
                .flag("terminalEvent", facts.terminalEvent())
                .text("end", end(facts.endVerified()), WORD)
                .flag("surplus", facts.surplus())
                .flag("bodyEnded", facts.bodyEnded())
                .number("attempts", facts.attempts())
                .number("bytesReleased", facts.bytesReleased())
                .number("timeToFirstByteMillis", facts.timeToFirstByteMillis())
                .number("durationMillis", facts.durationMillis());
        facts.usage().tokens().forEach(data::number);
        data.put(
                "usage",
                data.object("usage")
                        .scalars("reported", facts.usage().reported(), 2 * ENTRIES, WORD)
                        .flag("understood", facts.usage().understood()));
        if (facts.response() != null) {
            body(data, "response", facts.response());
        }
        if (facts.returned() != null) {
            data.put(
                    "returned",
                    data.object("returned")
                            .digest("digest", facts.returned().digest())
                            .texts("rewritten", facts.returned().rewritten(), ENTRIES, WORD)
                            .texts("withheld", facts.returned().withheld(), ENTRIES, WORD));
        }
    }

    private static @Nullable String end(@Nullable Boolean isVerified) {
        return isVerified == null ? null : isVerified ? "verified" : "unverified";
    }

    static void refused(Fields data, CallRefused facts) {
        data.id("callId", facts.callId())
                .text("provider", facts.provider(), WORD)
                .text("code", facts.code(), WORD)
                .number("status", facts.status())
                .text("field", facts.field(), WORD)
                .text("value", facts.value(), TEXT)
                .text("peer", facts.peer(), WORD)
                .text("claimedAddress", facts.claimedAddress(), WORD);
        actor(data, facts.actor());
        data.put(
                "http", data.object("http").text("method", facts.method(), WORD).text("path", facts.path(), PATH));
        trace(data, facts.trace());
        if (facts.policy() != null) {
            policy(data, facts.policy());
        }
    }

    static void refused(Fields data, RefusalSummary facts) {
        data.put(
                "summary",
                data.object("summary")
                        .text("source", facts.source(), WORD)
                        .number("count", facts.count())
                        .scalars("codes", facts.codes(), ENTRIES, WORD)
                        .word("from", Times.rfc3339(facts.from()))
                        .word("to", Times.rfc3339(facts.to())));
    }

    private static void actor(Fields data, Actor actor) {
        data.put(
                "actor",
                data.object("actor")
                        .scalars("verified", actor.verified(), ENTRIES, TEXT)
                        .scalars("asserted", actor.asserted(), ENTRIES, TEXT));
    }

    private static void parameters(Fields data, Map<String, Object> parameters) {
        if (parameters.isEmpty()) {
            return;
        }
        SortedMap<String, Object> others = new TreeMap<>();
        parameters.forEach((name, value) -> {
            if (NAMED_PARAMETERS.contains(name)) {
                data.value(name, value, TEXT);
            } else {
                others.put(name, value);
            }
        });
        data.map("parameters", others, 2 * ENTRIES, TEXT);
    }

    private static void body(Fields data, String name, Body body) {
        Fields object = data.object(name)
                .digest("digest", body.digest())
                .text("contentType", body.contentType(), TEXT)
                .text("contentEncoding", body.contentEncoding(), WORD);
        if (body.texts().size() == 1) {
            object.digest("textDigest", body.texts().getFirst().digest());
        } else if (!body.texts().isEmpty()) {
            List<Map<String, Object>> texts = new ArrayList<>();
            for (TextDigest text : body.texts()) {
                texts.add(Map.of("choice", text.choice(), "part", text.part(), "digest", text.digest()));
            }
            object.value("textDigests", texts, WORD);
        }
        data.put(name, object);
    }

    private static void trace(Fields data, Trace trace) {
        data.put(
                "trace",
                data.object("trace")
                        .text("traceparent", trace.traceparent(), TEXT)
                        .text("traceId", trace.traceId(), WORD)
                        .text("clientRequestId", trace.clientRequestId(), TEXT));
    }

    private static void policy(Fields data, PolicyFacts policy) {
        data.put(
                "policy",
                data.object("policy")
                        .text("decision", policy.decision(), WORD)
                        .texts("rules", policy.rules(), ENTRIES, WORD)
                        .text("policyDigest", policy.policyDigest(), WORD)
                        .text("payloadLevel", policy.payloadLevel(), WORD)
                        .text("retentionClass", policy.retentionClass(), WORD)
                        .text("dataClass", policy.dataClass(), WORD));
    }
}
