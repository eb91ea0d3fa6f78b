package io.chirograph.report;

import io.chirograph.event.EventType;
import io.chirograph.query.index.IndexedEvent;
import io.chirograph.query.index.IndexedHead;
import io.chirograph.query.index.sql.Dialect;
import io.chirograph.query.index.sql.Sql;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Which models, providers, MCP servers and tools calls of a period used, as the log saw them, in CycloneDX 1.7.
/// The same log, cut-off and period give the same bytes.
/// @param seen one for each combination of provider, model asked for, model that answered and places
/// @param tools those that MCP servers offered, by server; a tool with the last change that was seen
/// @param heads the checkpoints that it is as of
record AiBom(
        Instant from,
        Instant to,
        List<Seen> seen,
        Map<String, TreeMap<String, String>> tools,
        List<IndexedHead> heads) {
    private static final int MOST = 5_000;
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /// @param asked empty where none was named
    /// @param answered empty where no answer named one
    /// @param region that the configuration declares
    /// @param geo where the answer says it was made
    record Seen(
            String provider,
            String vendor,
            String dialect,
            String asked,
            String answered,
            String region,
            String geo,
            long calls,
            Instant first,
            Instant last) {
        boolean isMcp() {
            return dialect.equals("mcp");
        }
    }

    static AiBom read(Period period, Instant from, Instant to) throws SQLException {
        Dialect dialect = period.asOf().dialect();
        UnaryOperator<String> started = path -> "coalesce(" + dialect.member("s.bytes", path) + ", '')";
        UnaryOperator<String> ended = path -> "coalesce(" + dialect.member("c.bytes", path) + ", '')";
        Sql sql = new Sql(
                        "SELECT " + started.apply("provider") + ", " + started.apply("\"gen_ai.provider.name\"")
                                + ", "
                                + started.apply("dialect") + ", " + started.apply("\"gen_ai.request.model\"")
                                + ", "
                                + ended.apply("\"gen_ai.response.model\"") + ", " + started.apply("region")
                                + ", "
                                + ended.apply("inferenceGeo") + ", count(*), min(s.time), max(s.time) FROM event s"
                                + " LEFT JOIN event c ON c.item = s.item AND c.type = ?"
                                + " WHERE s.type = ? AND s.time >= ? AND s.time < ? AND"
                                + " ",
                        EventType.CALL_COMPLETED.wire(),
                        EventType.CALL_STARTED.wire(),
                        period.from(),
                        period.to())
                .add(period.asOf().holds("s.at"));
        List<Seen> seen = period.asOf()
                .onlyEvents(sql, "s")
                .add(" GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 1, 2, 3, 4, 5, 6, 7 LIMIT " + MOST)
                .rows(
                        period.asOf().connection(),
                        row -> new Seen(
                                String.valueOf(row.getString(1)),
                                String.valueOf(row.getString(2)),
                                String.valueOf(row.getString(3)),
                                String.valueOf(row.getString(4)),
                                String.valueOf(row.getString(5)),
                                String.valueOf(row.getString(6)),
                                String.valueOf(row.getString(7)),
                                row.getLong(8),
                                Instant.ofEpochMilli(row.getLong(9)),
                                Instant.ofEpochMilli(row.getLong(10))));
        Map<String, TreeMap<String, String>> tools = new TreeMap<>();
        for (IndexedEvent event : period.events(EventType.MCP_LIST_CHANGED)) {
            JsonNode data = event.view().data();
            if (data.path("list").asString("").equals("tools")) {
                for (JsonNode change : data.path("changes")) {
                    tools.computeIfAbsent(data.path("provider").asString(""), nobody -> new TreeMap<>())
                            .put(
                                    change.path("name").asString(""),
                                    change.path("change").asString(""));
                }
            }
        }
        return new AiBom(from, to, seen, tools, List.of());
    }

    AiBom with(List<IndexedHead> checkpoints) {
        return new AiBom(from, to, seen, tools, List.copyOf(checkpoints));
    }

    String json() {
        Map<String, Object> bom = new LinkedHashMap<>();
        bom.put("bomFormat", "CycloneDX");
        bom.put("specVersion", "1.7");
        bom.put("serialNumber", "");
        bom.put("version", 1);
        bom.put("metadata", metadata());
        bom.put("components", components());
        bom.put("services", services());
        String name = MAPPER.writeValueAsString(bom);
        bom.put("serialNumber", "urn:uuid:" + UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)));
        return MAPPER.writeValueAsString(bom).replace(System.lineSeparator(), "\n") + "\n";
    }

    private Map<String, Object> metadata() {
        List<Object> properties = new ArrayList<>();
        property(properties, "from", from.toString());
        property(properties, "to", to.toString());
        heads.forEach(head -> property(
                properties, "checkpoint:" + head.log().id(), head.text().strip()));
        property(properties, "source", "calls that the log recorded; what went past the gateway is not in it");
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("timestamp", to.toString());
        metadata.put("properties", properties);
        return metadata;
    }

    private List<Object> components() {
        Map<String, List<Seen>> models = new TreeMap<>();
        for (Seen one : seen) {
            String model = one.answered.isEmpty() ? one.asked : one.answered;
            if (!one.isMcp() && !model.isEmpty()) {
                models.computeIfAbsent(one.provider + "/" + model, nobody -> new ArrayList<>())
                        .add(one);
            }
        }
        List<Object> components = new ArrayList<>();
        models.forEach((ref, uses) -> {
            Map<String, Object> made = new LinkedHashMap<>();
            made.put("type", "machine-learning-model");
            made.put("bom-ref", "model:" + ref);
            made.put("supplier", Map.of("name", uses.getFirst().vendor));
            made.put("name", ref.substring(ref.indexOf('/') + 1));
            List<Object> properties = new ArrayList<>();
            property(properties, "provider", uses.getFirst().provider);
            distinct(properties, "asked-as", uses.stream().map(Seen::asked).toList());
            figures(properties, uses);
            made.put("properties", properties);
            components.add(made);
        });
        return components;
    }

    private List<Object> services() {
        Map<String, List<Seen>> providers = new TreeMap<>();
        seen.forEach(one -> providers
                .computeIfAbsent(one.provider, nobody -> new ArrayList<>())
                .add(one));
        tools.keySet().forEach(server -> providers.computeIfAbsent(server, nobody -> new ArrayList<>()));
        List<Object> services = new ArrayList<>();
        providers.forEach((name, uses) -> {
            Map<String, Object> made = new LinkedHashMap<>();
            made.put("bom-ref", "service:" + name);
            made.put("name", name);
            List<Object> properties = new ArrayList<>();
            boolean isMcp = tools.containsKey(name) || uses.stream().anyMatch(Seen::isMcp);
            property(properties, "kind", isMcp ? "mcp-server" : "model-provider");
            figures(properties, uses);
            made.put("properties", properties);
            List<Object> offered = new ArrayList<>();
            tools.getOrDefault(name, new TreeMap<>()).forEach((tool, change) -> {
                List<Object> of = new ArrayList<>();
                property(of, "kind", "tool");
                property(of, "last-change", change);
                Map<String, Object> service = new LinkedHashMap<>();
                service.put("bom-ref", "tool:" + name + "/" + tool);
                service.put("name", tool);
                service.put("properties", of);
                offered.add(service);
            });
            if (!offered.isEmpty()) {
                made.put("services", offered);
            }
            services.add(made);
        });
        return services;
    }

    private static void figures(List<Object> properties, List<Seen> uses) {
        distinct(properties, "region-declared", uses.stream().map(Seen::region).toList());
        distinct(properties, "region-answered", uses.stream().map(Seen::geo).toList());
        property(
                properties,
                "calls",
                String.valueOf(uses.stream().mapToLong(Seen::calls).sum()));
        uses.stream()
                .map(Seen::first)
                .min(Instant::compareTo)
                .ifPresent(at -> property(properties, "first", at.toString()));
        uses.stream()
                .map(Seen::last)
                .max(Instant::compareTo)
                .ifPresent(at -> property(properties, "last", at.toString()));
    }

    private static void distinct(List<Object> properties, String name, List<String> values) {
        values.stream()
                .filter(value -> !value.isEmpty())
                .distinct()
                .sorted()
                .forEach(value -> property(properties, name, value));
    }

    private static void property(List<Object> properties, String name, String value) {
        Map<String, Object> property = new LinkedHashMap<>();
        property.put("name", "chirograph:" + name);
        property.put("value", value);
        properties.add(property);
    }
}
