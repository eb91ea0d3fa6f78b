package io.chirograph.query.evidence;

import io.chirograph.event.EventView;
import io.chirograph.identity.operators.AuditScope;
import io.chirograph.query.api.QueryParameters;
import io.chirograph.support.json.StrictJson;
import io.chirograph.verifier.search.CallFilter;
import io.chirograph.verifier.search.Sample;
import io.chirograph.web.ApiException;
import io.chirograph.web.ErrorCode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What evidence is asked for: the calls of a query, or calls by id, and a sample of them.
/// @param ids null for a query
/// @param sample null for all of them
/// @param content whether the content that the events name is to come along
public record EvidenceQuestion(
        CallFilter filter,
        @Nullable List<UUID> ids,
        @Nullable Sample sample,
        boolean content) {
    static final int MAX_BODY = 64 * 1024;
    static final int MAX_IDS = 1000;
    private static final String TENANT = "tenant";
    private static final String CONTENT = "content";
    private static final Set<String> MEMBERS = Set.of("query", "ids", "sample", "seed", CONTENT);

    public static EvidenceQuestion parse(byte[] body) {
        ObjectNode question = object(body);
        for (String name : question.propertyNames()) {
            if (!MEMBERS.contains(name)) {
                throw new ApiException(
                        ErrorCode.UNKNOWN_PARAMETER,
                        "Member '" + name + "' is unknown; known are query, ids, sample, seed and content.",
                        name,
                        null);
            }
        }
        if (question.has("query") == question.has("ids")) {
            throw new ApiException(
                    ErrorCode.BAD_VALUE, "Give either 'query' or 'ids': which calls are meant?", "query", "");
        }
        return new EvidenceQuestion(
                QueryParameters.filter(filters(question)),
                question.has("ids") ? ids(question.get("ids")) : null,
                sample(question),
                content(question));
    }

    /// The question of somebody who sees calls of some tenants only: evidence names the tenant.
    EvidenceQuestion within(AuditScope scope) {
        SortedSet<String> tenants = scope.tenants();
        if (tenants == null || ids != null || filter.given().containsKey(TENANT)) {
            return this;
        }
        if (tenants.size() > 1) {
            throw ApiException.badParameter(TENANT, "", "one of " + String.join(", ", tenants));
        }
        Map<String, String> filters = new TreeMap<>(filter.given());
        filters.put(TENANT, tenants.first());
        return new EvidenceQuestion(QueryParameters.filter(filters), null, sample, content);
    }

    /// The question as plain facts, for its event: the filters by name, how many ids, the sample.
    SortedMap<String, Object> facts() {
        SortedMap<String, Object> facts = new TreeMap<>(filter.given());
        if (ids != null) {
            facts.put("ids", (long) ids.size());
        }
        if (sample != null) {
            facts.put("sample", (long) sample.count());
            facts.put("seed", sample.seed());
        }
        if (content) {
            facts.put(CONTENT, true);
        }
        return facts;
    }

    private static ObjectNode object(byte[] body) {
        String rule = "a JSON object of at most " + MAX_BODY + " bytes";
        if (body.length > MAX_BODY) {
            throw ApiException.badParameter("body", "more", rule);
        }
        try {
            if (StrictJson.MAPPER.readTree(body) instanceof ObjectNode question) {
                return question;
            }
        } catch (JacksonException e) {
            throw new ApiException(
                    ErrorCode.BAD_VALUE,
                    "The body is not " + rule + ": it breaks at " + StrictJson.place(e) + ".",
                    "body",
                    "");
        }
        throw new ApiException(ErrorCode.BAD_VALUE, "The body is not " + rule + ".", "body", "");
    }

    private static Map<String, String> filters(ObjectNode question) {
        JsonNode query = question.path("query");
        if (question.has("query") && !query.isObject()) {
            throw ApiException.badParameter("query", query.toString(), "an object of filters, such as {}");
        }
        Map<String, String> filters = new TreeMap<>();
        for (Map.Entry<String, JsonNode> filter : query.properties()) {
            if (!filter.getValue().isString()) {
                throw ApiException.badParameter(
                        filter.getKey(), filter.getValue().toString(), "a string");
            }
            filters.put(filter.getKey(), filter.getValue().stringValue());
        }
        return filters;
    }

    private static List<UUID> ids(JsonNode texts) {
        if (!texts.isArray() || texts.isEmpty() || texts.size() > MAX_IDS) {
            throw ApiException.badParameter("ids", texts.size() + " ids", "a list of 1 to " + MAX_IDS + " call ids");
        }
        LinkedHashSet<UUID> ids = new LinkedHashSet<>();
        for (JsonNode text : texts) {
            UUID id = text.isString() ? EventView.uuid(text.stringValue()) : null;
            if (id == null) {
                throw ApiException.badParameter("ids", text.toString(), "call ids, which are UUIDs");
            }
            ids.add(id);
        }
        return new ArrayList<>(ids);
    }

    private static boolean content(ObjectNode question) {
        JsonNode wanted = question.path(CONTENT);
        if (question.has(CONTENT) && !wanted.isBoolean()) {
            throw ApiException.badParameter(CONTENT, wanted.toString(), "true or false");
        }
        return wanted.asBoolean(false);
    }

    private static @Nullable Sample sample(ObjectNode question) {
        JsonNode count = question.path("sample");
        JsonNode seed = question.path("seed");
        if (!question.has("sample")) {
            if (question.has("seed")) {
                throw ApiException.badParameter("seed", seed.toString(), "given together with 'sample'");
            }
            return null;
        }
        if (!count.isInt() || count.intValue() < 1 || count.intValue() > Sample.MAX) {
            throw ApiException.badParameter("sample", count.toString(), "a number from 1 to " + Sample.MAX);
        }
        if (!seed.isString() || !Sample.isSeed(seed.stringValue())) {
            throw ApiException.badParameter(
                    "seed",
                    seed.toString(),
                    "1 to 256 printable ASCII characters, chosen by you and not by who is examined");
        }
        return new Sample(count.intValue(), seed.stringValue());
    }
}
