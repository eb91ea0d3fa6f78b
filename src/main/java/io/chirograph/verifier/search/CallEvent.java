package io.chirograph.verifier.search;

import io.chirograph.event.EventType;
import io.chirograph.event.EventView;
import io.chirograph.event.value.Outcome;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What one event says of the call that it is about.
///
/// `actor` stands for every name that the actor goes by (application, key, subject, user, and what the body says of
/// one), verified or
/// asserted; `model` for the model asked for and the one that answered; `metadata.<key>` for one entry of
/// the metadata. Events about no call have terms too, by which they are found themselves.
/// @param call null of an event that is about no call
/// @param outcome of an event that ends the call; null of others
/// @param numbers what an event that ends a call counts, by the names of [NumberRange]
/// @param columns what it gives for columns of a population and other names, verified before asserted
public record CallEvent(
        @Nullable UUID call,
        @Nullable String outcome,
        Set<Term> terms,
        Map<String, Long> numbers,
        Map<String, String> columns) {
    /// What the names of metadata's filters start with.
    public static final String METADATA = "metadata.";

    /// The term that says why less content of a call was kept than policy says. No filter takes it.
    public static final String KEPT_REASON = "keptReason";

    /// The term of a call that an event about none names.
    public static final String RELATED = "related";

    /// The digest of a tool call's canonical arguments, of the call that asks and of the one that runs it.
    public static final String TOOL_ARGUMENTS = "toolArguments";

    private static final String[] PARTS = {"request", "response"};

    /// What the names of filters about the parameters of a read start with.
    public static final String READ_QUERY = "readQuery.";

    /// What a read was of, by path or by what it showed. Full text leaves them out: one read can show hundreds.
    public static final String READ_CALL = "readCall";

    public static final String READ_EVENT = "readEvent";

    /// Terms that full text leaves out: there are many, and nobody remembers one.
    private static final Set<String> UNWRITTEN = Set.of(READ_CALL, READ_EVENT, TOOL_ARGUMENTS);

    private static final int MOST_OF_A_KIND = 64;

    /// Ids, of which an event of ours holds so many.
    private static final int MOST_IDS = 256;

    private static final String[] ACTOR = {
        "application", "keyId", "subject", "user", "bodyUser", "bodySafetyIdentifier", "bodyMetadataUserId"
    };

    /// Reads an event; what is not understood is left out.
    public static CallEvent of(EventView event) {
        CallEvent read =
                new CallEvent(call(event), outcome(event), new LinkedHashSet<>(), new HashMap<>(), new HashMap<>());
        JsonNode data = event.data();
        read.addAll(data);
        read.addNewer(data);
        read.addTools(event.type(), data);
        if (event.type().equals(EventType.AUDIT_READ.wire())) {
            read.addRead(data);
        }
        if (read.outcome != null) {
            read.count("inputTokens", data.get("gen_ai.usage.input_tokens"));
            read.count("outputTokens", data.get("gen_ai.usage.output_tokens"));
            read.count("durationMillis", data.get("durationMillis"));
            read.cost(data.path("cost").path("amount"));
        }
        return read;
    }

    /// What full text finds the event by: its identifiers and the values of its metadata.
    public String text(EventView event) {
        Set<String> words = new LinkedHashSet<>();
        for (Term term : terms) {
            if (!UNWRITTEN.contains(term.name())) {
                words.add(term.value());
            }
        }
        for (String name : new String[] {"gen_ai.response.id", "providerRequestId"}) {
            words.add(event.data().path(name).asString(""));
        }
        return String.join("\n", words);
    }

    /// The call that an event is about; null of none.
    public static @Nullable UUID call(EventView event) {
        JsonNode id = event.data().get("callId");
        return id == null || !id.isString() ? null : EventView.uuid(id.stringValue());
    }

    private static @Nullable String outcome(EventView event) {
        if (event.type().equals(EventType.CALL_REFUSED.wire())) {
            return Outcome.REFUSED.wire();
        }
        JsonNode outcome = event.data().get("outcome");
        return event.type().equals(EventType.CALL_COMPLETED.wire()) && outcome != null && outcome.isString()
                ? outcome.stringValue()
                : null;
    }

    private void addAll(JsonNode data) {
        add("provider", "provider", data.get("provider"));
        add("model", "model", data.get("gen_ai.request.model"));
        add("responseModel", "model", data.get("gen_ai.response.model"));
        JsonNode actor = data.path("actor");
        for (JsonNode side : new JsonNode[] {actor.path("verified"), actor.path("asserted")}) {
            add("tenant", "tenant", side.get("tenant"));
            add("team", "team", side.get("team"));
            for (String field : ACTOR) {
                add(field, "actor", side.get(field));
            }
        }
        add("traceId", "traceId", data.path("trace").get("traceId"));
        add("clientRequestId", "clientRequestId", data.path("trace").get("clientRequestId"));
        for (String part : PARTS) {
            term(KEPT_REASON, data.path(part).path("kept").get("reason"));
        }
        term(KEPT_REASON, data.path("kept").get("reason"));
        data.path("metadata").properties().forEach(entry -> {
            String name = METADATA + entry.getKey();
            add(name, name, entry.getValue());
        });
    }

    /// What only filters know, and no column of a population.
    private void addNewer(JsonNode data) {
        term("status", data.get("status"));
        term("code", data.get("code"));
        if (outcome != null) {
            term("code", data.get("reason"));
        }
        term("operation", data.get("gen_ai.operation.name"));
        term("region", data.get("region"));
        term("dataClass", data.get("dataClass"));
        term("dataClass", data.path("policy").get("dataClass"));
        each("rule", data.path("policy").path("rules"), "", MOST_OF_A_KIND);
        term("client", data.get("peer"));
        term("client", data.get("claimedAddress"));
        JsonNode actor = data.path("actor");
        JsonNode operator = data.path("operator");
        for (String side : new String[] {"verified", "asserted"}) {
            term("key", actor.path(side).get("keyId"));
            for (String field : ACTOR) {
                term("operator", operator.path(side).get(field));
            }
        }
        term("operator", operator.get("id"));
        JsonNode said = data.path("said");
        term("operation", said.get("operation"));
        term("document", said.get("documentDigest"));
        term("document", said.path("documentDigest").get("value"));
        term("decision", said.get("decisionId"));
        relatedCalls(data).forEach(id -> terms.add(new Term(RELATED, id)));
        term(RELATED, data.get("socket"));
        each("tool", data.path("toolCalls"), "name", MOST_OF_A_KIND);
        each("toolCall", data.path("toolCalls"), "id", MOST_OF_A_KIND);
        each("toolCall", data.path("toolResults"), "", MOST_OF_A_KIND);
        term("agent", data.path("agent").get("id"));
        term("session", data.path("agent").get("session"));
        each("agent", actor.path("acts"), "sub", MOST_OF_A_KIND);
    }

    /// The tool that a message of the Model Context Protocol runs, by the event that starts its call; null for none.
    public static @Nullable String runTool(JsonNode started) {
        JsonNode parameters = started.path("parameters");
        JsonNode name = parameters.get("mcp.name");
        return name != null
                        && name.isString()
                        && parameters.path("mcp.method").asString("").equals("tools/call")
                ? name.stringValue()
                : null;
    }

    /// Which tools are asked for, run or offered otherwise, and with which arguments.
    private void addTools(String type, JsonNode data) {
        String run = runTool(data);
        if (run != null) {
            terms.add(new Term("tool", run));
        }
        term(
                TOOL_ARGUMENTS,
                data.path("parameters").path("mcp.arguments.canonical").get("value"));
        data.path("toolCalls")
                .valueStream()
                .limit(MOST_OF_A_KIND)
                .forEach(call -> term(TOOL_ARGUMENTS, call.path("canonical").get("value")));
        if (type.equals(EventType.MCP_LIST_CHANGED.wire())
                && data.path("list").asString("").equals("tools")) {
            data.path("changes")
                    .valueStream()
                    .limit(MOST_OF_A_KIND)
                    .forEach(change -> term("tool", change.get("name")));
        }
    }

    /// The calls that an event about none names, each once, as it writes them.
    public static Set<String> relatedCalls(JsonNode data) {
        Set<String> calls = new LinkedHashSet<>();
        for (JsonNode one : data.path("related").path("calls")) {
            if (one.isString() && calls.size() < MOST_IDS) {
                calls.add(one.stringValue());
            }
        }
        return calls;
    }

    /// Who read what: the path, the call or event that it names, what was shown, and what was asked.
    private void addRead(JsonNode data) {
        term("readPath", data.path("http").get("path"));
        term(READ_CALL, data.path("content").get("callId"));
        String before = "";
        for (String part : data.path("http").path("path").asString("").split("/", 8)) {
            if (EventView.uuid(part) != null || part.startsWith("sha256:")) {
                terms.add(new Term(before.equals("events") ? READ_EVENT : READ_CALL, part));
            }
            before = part;
        }
        each(READ_CALL, data.path("shown").path("calls"), "", MOST_IDS);
        each(READ_EVENT, data.path("shown").path("events"), "", MOST_IDS);
        data.path("query").properties().forEach(entry -> {
            if (entry.getValue().isArray()) {
                each(READ_QUERY + entry.getKey(), entry.getValue(), "", MOST_OF_A_KIND);
            } else {
                term(READ_QUERY + entry.getKey(), entry.getValue());
            }
        });
    }

    private void each(String name, JsonNode list, String member, int most) {
        int left = most;
        for (JsonNode one : list) {
            if (left > 0) {
                left--;
                term(name, member.isEmpty() ? one : one.get(member));
            }
        }
    }

    private void term(String name, @Nullable JsonNode value) {
        if (value != null && value.isValueNode() && !value.isNull()) {
            terms.add(new Term(name, value.asString()));
        }
    }

    /// An amount is written as a decimal number by whoever wrote the event; what is none counts for nothing.
    private void cost(JsonNode amount) {
        if (amount.isString() && amount.stringValue().matches("[0-9]{1,20}(\\.[0-9]{1,40})?")) {
            numbers.put(NumberRange.COST, NumberRange.pico(new BigDecimal(amount.stringValue())));
        }
    }

    private void count(String name, @Nullable JsonNode value) {
        Long number = EventView.number(value);
        if (number != null && number >= 0) {
            numbers.put(name, number);
        }
    }

    private void add(String column, String term, @Nullable JsonNode value) {
        if (value != null && value.isValueNode() && !value.isNull()) {
            columns.putIfAbsent(column, value.asString());
            terms.add(new Term(term, value.asString()));
        }
    }
}
