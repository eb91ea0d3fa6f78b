package io.chirograph.gateway;

import io.chirograph.event.CanonicalJson;
import io.chirograph.event.Sent;
import io.chirograph.gateway.dialect.RequestFacts;
import io.chirograph.policy.Alias;
import io.chirograph.policy.BodyFacts;
import io.chirograph.policy.BodyRules;
import io.chirograph.policy.Decision;
import io.chirograph.web.ErrorCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What goes to the provider once policy has judged the body too: the call as it came, or with the real model in the
/// place of an alias. Nothing else of a body is ever changed.
///
/// @param changed what the event says of a body that is not the caller's; null for one that is
record Outgoing(
        Call call, @Nullable ReceivedBody body, @Nullable Sent changed) {
    /// Headers that speak of the body's bytes and are not true of others.
    private static final Set<String> OF_THE_BYTES =
            Set.of("content-md5", "digest", "content-digest", "repr-digest", "signature", "signature-input");

    /// Those in which no byte of JSON's own is a part of another character.
    private static final Pattern CHARSET = Pattern.compile(
            "^[^;]*;\\s*charset\\s*=\\s*(?:utf-?8|us-ascii|iso-8859-1|\"(?:utf-?8|us-ascii|iso-8859-1)\")\\s*(?:;(?!.*charset)|$)");

    static Outgoing of(Call call, RequestFacts facts, @Nullable ReceivedBody body) throws Refusal, IOException {
        BodyRules rules = call.rules();
        if (rules == null) {
            return new Outgoing(call, body, null);
        }
        Decision.Allowed allowed = Admission.allowed(rules.decide(read(call, rules, facts)));
        Alias alias = allowed.alias();
        if (alias == null || body == null) {
            return new Outgoing(call.decided(allowed.facts(), call.forwarded()), body, null);
        }
        RequestFacts.Reading reading = facts.reading();
        if (!isPlain(call) || reading.modelFrom() < 0) {
            throw new Refusal(
                    ErrorCode.ALIAS_ENCODING_UNSUPPORTED,
                    "The model '" + alias.name() + "' is an alias, which can be replaced only in a body of JSON"
                            + " without content encoding.",
                    "Content-Encoding",
                    call.headers().list("content-encoding"));
        }
        ReceivedBody changed = body.with(CanonicalJson.encode(alias.model()), reading.modelFrom(), reading.modelTo());
        Call decided = call.decided(allowed.facts(), call.forwarded().without(OF_THE_BYTES));
        return new Outgoing(decided, changed, new Sent(decided.kept(changed.digest()), alias.model()));
    }

    private static BodyFacts read(Call call, BodyRules rules, RequestFacts facts) {
        Map<String, List<Object>> parameters = new TreeMap<>();
        for (String name : rules.parameters()) {
            List<Object> values = new ArrayList<>(facts.reading().repeated().getOrDefault(name, List.of()));
            Object last = facts.parameters().get(name);
            if (last != null) {
                values.add(last);
            }
            parameters.put(name, values);
        }
        return new BodyFacts(
                state(call, facts), facts.model(), List.copyOf(facts.reading().also()), parameters);
    }

    /// A body is what its headers say, too: a form that is not read as one is none of JSON whatever it begins with, and
    /// two encodings are none that is known.
    static BodyFacts.Reading state(Call call, RequestFacts facts) {
        BodyFacts.Reading state = facts.reading().state();
        if (state != BodyFacts.Reading.WHOLE && state != BodyFacts.Reading.AMBIGUOUS) {
            return state;
        }
        if (call.headers().all("content-encoding").size() > 1) {
            return BodyFacts.Reading.ENCODING_UNKNOWN;
        }
        List<String> types = call.headers().all("content-type");
        return types.size() > 1 || (types.size() == 1 && isElse(types.getFirst()))
                ? BodyFacts.Reading.UNREADABLE
                : state;
    }

    /// Whether a reader could go by the type, and not read this as JSON in UTF-8 or as the form that it is.
    private static boolean isElse(String contentType) {
        String type = contentType.toLowerCase(Locale.ROOT);
        boolean isRead = type.strip().startsWith("multipart/form-data");
        return (type.contains("multipart/") && !isRead)
                || type.contains("x-www-form-urlencoded")
                || (type.contains("charset") && !CHARSET.matcher(type).find());
    }

    private static boolean isPlain(Call call) {
        String encoding = call.headers().list("content-encoding");
        return encoding == null || encoding.isBlank() || encoding.strip().equalsIgnoreCase("identity");
    }
}
