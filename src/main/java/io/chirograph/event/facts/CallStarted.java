package io.chirograph.event.facts;

import io.chirograph.event.EventType;
import io.chirograph.event.encoding.CanonicalJson;
import io.chirograph.event.encoding.EncodedJson;
import io.chirograph.event.encoding.Fields;
import io.chirograph.event.encoding.Times;
import io.chirograph.event.value.Actor;
import io.chirograph.event.value.Body;
import io.chirograph.event.value.Http;
import io.chirograph.event.value.ModelContext;
import io.chirograph.event.value.ModelRequest;
import io.chirograph.event.value.PolicyFacts;
import io.chirograph.event.value.RecordedAddress;
import io.chirograph.event.value.Sent;
import io.chirograph.event.value.SentCredential;
import io.chirograph.event.value.Trace;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The facts of an `ai.call.started` event: durable before the request leaves for the provider.
/// @param callId UUIDv7, also the response's `Chirograph-Call-Id`
/// @param context what the model sees besides the body
/// @param sent what the provider gets in the place of `request`; null where it gets just that
/// @param metadata `Chirograph-Metadata` and its aliases: flat, strings, numbers and booleans
/// @param agent what the caller says of the agent behind the call
/// @param asked what the caller asked of recording (data class, payload level, …), obeyed or not
/// @param limits what it holds of limits; null where none is about it
/// @param socket the call that opened the socket that this is a turn of; null for none
@Fact.Of(EventType.CALL_STARTED)
public record CallStarted(
        UUID callId,
        Actor actor,
        RecordedAddress client,
        Upstream upstream,
        Http http,
        ModelRequest model,
        ModelContext context,
        Body request,
        @Nullable Sent sent,
        SentCredential credential,
        SortedMap<String, Object> metadata,
        Agent agent,
        SortedMap<String, String> asked,
        Trace trace,
        PolicyFacts policy,
        @Nullable Held limits,
        @Nullable UUID socket)
        implements Fact {
    /// What a call holds of limits from its start to its end: itself as one request, and what it is estimated to take
    /// at most.
    /// @param cost in US dollars; null where no limit counts money
    /// @param rules the limits that it counts for
    public record Held(
            long inputTokens, long outputTokens, @Nullable BigDecimal cost, List<Counted> rules)
            implements Fields.Part {
        public Held {
            inputTokens = Math.clamp(inputTokens, 0, CanonicalJson.MAX_INTEGER);
            outputTokens = Math.clamp(outputTokens, 0, CanonicalJson.MAX_INTEGER);
            rules = List.copyOf(rules);
        }

        @Override
        public void writeTo(Fields data) {
            data.exact("limits", members());
        }

        /// As the event says it.
        public SortedMap<String, Object> members() {
            SortedMap<String, Object> all = new TreeMap<>();
            all.put("inputTokens", inputTokens);
            all.put("outputTokens", outputTokens);
            if (cost != null) {
                all.put("cost", cost.toPlainString());
            }
            List<EncodedJson> counted = new ArrayList<>(rules.size());
            for (Counted rule : rules) {
                counted.add(rule.json());
            }
            all.put("rules", counted);
            return all;
        }
    }

    /// One limit, one subject, one window. Immutable; made once and counted by many calls.
    public static final class Counted {
        private static final int LONGEST = 64;

        private final String rule;
        private final String slot;
        private final Instant from;
        private final Instant until;
        private final SortedMap<String, String> subject;
        private final EncodedJson json;

        /// @param rule the limit's id
        /// @param slot names rule and subject together, by a keyed hash; 32 hexadecimal digits
        /// @param subject its words by what it is told apart by, each cut to 64 bytes as JSON writes
        ///     it, for nothing of it is cut later; empty for everybody
        public Counted(String rule, String slot, Instant from, Instant until, SortedMap<String, String> subject) {
            var words = new TreeMap<String, String>();
            subject.forEach((name, value) -> words.put(clean(name), clean(value)));
            this.rule = rule;
            this.slot = slot;
            this.from = from;
            this.until = until;
            this.subject = Collections.unmodifiableSortedMap(words);
            this.json = EncodedJson.of(members());
        }

        private SortedMap<String, Object> members() {
            SortedMap<String, Object> members = new TreeMap<>();
            members.put("rule", rule);
            members.put("slot", slot);
            members.put("from", Times.rfc3339(from));
            members.put("until", Times.rfc3339(until));
            members.put("subject", subject);
            return members;
        }

        public String rule() {
            return rule;
        }

        public String slot() {
            return slot;
        }

        public Instant from() {
            return from;
        }

        public Instant until() {
            return until;
        }

        public SortedMap<String, String> subject() {
            return subject;
        }

        /// As events say it.
        public EncodedJson json() {
            return json;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Counted counted && json.equals(counted.json);
        }

        @Override
        public int hashCode() {
            return json.hashCode();
        }

        /// JSON can hold it, whatever a caller chose.
        private static String clean(String text) {
            String whole = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
            int end = 0;
            int bytes = 0;
            while (end < whole.length()) {
                int next = whole.codePointAt(end);
                bytes += written(next);
                if (bytes > LONGEST) {
                    return whole.substring(0, end);
                }
                end += Character.charCount(next);
            }
            return whole;
        }

        /// Bytes that JSON takes for a character at most (RFC 8785 section 3.2.2.2).
        private static int written(int character) {
            if (character < 0x20) {
                return 6;
            }
            if (character < 0x80) {
                return character == '"' || character == '\\' ? 2 : 1;
            }
            return character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
        }
    }

    /// The provider that the call goes to.
    /// @param provider the configured name
    /// @param providerName `gen_ai.provider.name` of OpenTelemetry (`openai`, `anthropic`, …)
    /// @param dialect the wire format that reads the exchange
    public record Upstream(
            String provider,
            String providerName,
            String dialect,
            @Nullable String region) implements Fields.Part {
        @Override
        public void writeTo(Fields data) {
            data.word("provider", provider)
                    .word("gen_ai.provider.name", providerName)
                    .word("dialect", dialect)
                    .word("region", region);
        }
    }

    /// An agent, as headers say; nobody checked it.
    /// @param session its conversation or run
    /// @param id the agent, where there are several in one session
    /// @param parent the agent that started it
    /// @param retry how often the client has tried the call before
    public record Agent(
            @Nullable String session,
            @Nullable String id,
            @Nullable String parent,
            @Nullable Integer retry) implements Fields.Part {
        public static final Agent NONE = new Agent(null, null, null, null);

        /// The same agent with other words for what may name a person.
        public Agent hidden(UnaryOperator<String> word) {
            return new Agent(
                    session == null ? null : word.apply(session),
                    id == null ? null : word.apply(id),
                    parent == null ? null : word.apply(parent),
                    retry);
        }

        @Override
        public void writeTo(Fields data) {
            data.word("session", session).word("id", id).word("parent", parent).number("retry", retry);
        }
    }

    @Override
    public void writeTo(Fields data) {
        data.id("callId", callId).id("socket", socket).object("actor", actor);
        upstream.writeTo(data);
        client.writeTo(data);
        model.writeTo(data);
        data.object("context", context).flag("contextComplete", context.complete());
        data.object("http", http).object("request", request).object("sent", sent);
        credential.writeTo(data);
        data.object("agent", agent)
                .scalars("metadata", metadata, 1024)
                .scalars("asked", asked, Fields.WORD)
                .object("trace", trace)
                .object("policy", policy);
        if (limits != null) {
            limits.writeTo(data);
        }
    }
}
