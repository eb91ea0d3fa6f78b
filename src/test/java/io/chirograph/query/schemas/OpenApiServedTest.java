package io.chirograph.query.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.Effort;
import io.chirograph.archive.Archive;
import io.chirograph.archive.configured.Archives;
import io.chirograph.event.facts.AuditRead;
import io.chirograph.event.value.PayloadLevel;
import io.chirograph.identity.development.DevelopmentOperators;
import io.chirograph.identity.operators.Role;
import io.chirograph.query.api.AuditServer;
import io.chirograph.query.content.KeptLog;
import io.chirograph.query.content.KeptLog.Content;
import io.chirograph.query.index.TestLog;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The description that a process serves, held against the handlers that the process has.
class OpenApiServedTest {
    private static final String PATH = "/audit/v1/openapi.json";

    @TempDir
    private static Path data;

    private static AuditServer server;
    private static JsonNode document;
    private static Map<String, String> variables;
    private static String auditor;
    private static String reader;

    @BeforeAll
    static void start() throws Exception {
        Archive archive = Archives.directory(data.resolve("archive"));
        TestLog log = new TestLog(archive, "example.com/chirograph/gw-1");
        KeptLog kept = new KeptLog(log, archive);
        Content content = Content.clear("application/json", "{}".getBytes(UTF_8));
        UUID call = kept.call(Map.of("tenant", "acme"), content, content);
        UUID decision = kept.decision(log.next(), Map.of(), PayloadLevel.CLEAR, null, content);
        kept.publish();
        server = AuditServer.start(
                data,
                log.followed(),
                3,
                "--chirograph.query.questions.none.ask=calls?provider=p",
                "--chirograph.query.questions.none.expect=none");
        auditor = token(Role.AUDITOR);
        reader = token(Role.PAYLOAD_READER);
        document = JsonMapper.shared()
                .readTree(server.raw(auditor, "GET", PATH, "").body());
        variables = Map.of(
                "callId",
                call.toString(),
                "id",
                decision.toString(),
                "log",
                log.followed().id(),
                "tile",
                "0/000.p/3",
                "part",
                "request",
                "name",
                "ai.call.started");
    }

    private static String token(Role role) {
        return DevelopmentOperators.in(data.resolve("dev"), Clock.systemUTC()).token(role, "aud", Duration.ofHours(1));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void itHasEveryRegisteredPathAndMethodAndNoOther() {
        Set<String> registered = new TreeSet<>();
        server.context()
                .getBean(RequestMappingHandlerMapping.class)
                .getHandlerMethods()
                .keySet()
                .forEach(mapping -> mapping.getPatternValues().stream()
                        .filter(pattern -> pattern.startsWith("/audit/v1/") || pattern.startsWith("/v1/"))
                        .forEach(pattern -> mapping.getMethodsCondition()
                                .getMethods()
                                .forEach(method -> {
                                    registered.add(method.name().toLowerCase(java.util.Locale.ROOT) + " "
                                            + pattern.replace("{*", "{"));
                                    if (method.name().equals("GET")) {
                                        registered.add("head " + pattern.replace("{*", "{"));
                                    }
                                })));
        Set<String> described = new TreeSet<>();
        document.path("paths")
                .properties()
                .forEach(path ->
                        path.getValue().propertyNames().forEach(method -> described.add(method + " " + path.getKey())));
        assertThat(described).isEqualTo(registered).hasSizeGreaterThan(30);
    }

    @Test
    void aReadOfItIsRecordedAndWhoHasItIsToldSo() throws Exception {
        server.recorded().takeReads();
        HttpResponse<byte[]> first = server.raw(auditor, "GET", PATH, "");
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(first.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(first.headers().firstValue("Cache-Control")).hasValue("no-cache, private");
        String tag = first.headers().firstValue("ETag").orElseThrow();
        assertThat(server.raw(auditor, "GET", PATH, "", "If-None-Match", tag).statusCode())
                .isEqualTo(304);
        assertThat(server.raw(auditor, "HEAD", PATH, "").headers().firstValue("ETag"))
                .hasValue(tag);
        assertThat(server.recorded().takeReads()).extracting(AuditRead::status).containsExactly(200, 304, 200);
        assertThat(server.raw(auditor, "GET", PATH + "?x=1", "").statusCode()).isEqualTo(400);
        assertThat(server.raw(reader, "GET", PATH, "").statusCode()).isEqualTo(403);
        assertThat(server.anonymous("openapi.json").statusCode()).isEqualTo(401);
        server.recorded().unavailable = true;
        try {
            assertThat(server.raw(auditor, "GET", PATH, "").statusCode()).isEqualTo(503);
        } finally {
            server.recorded().unavailable = false;
        }
    }

    @Test
    void aPathTakesTheParametersThatItDescribesAndNoOthers() throws Exception {
        Set<String> all =
                new TreeSet<>(Set.of("nonsense", "metadata.x", "readQuery.x", "provider!", "from!", "limit!"));
        for (JsonNode parameter : document.path("components").path("parameters")) {
            if (parameter.path("in").asString().equals("query") && !isFilters(parameter)) {
                all.add(parameter.path("name").asString());
            }
        }
        int paths = 0;
        int asked = 0;
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            JsonNode get = path.getValue().path("get");
            if (!get.isObject()) {
                continue;
            }
            paths++;
            Map<String, JsonNode> described = new TreeMap<>();
            boolean hasFilters = false;
            for (JsonNode reference : get.path("parameters")) {
                JsonNode parameter = resolved(reference);
                if (isFilters(parameter)) {
                    hasFilters = true;
                } else if (parameter.path("in").asString().equals("query")) {
                    described.put(parameter.path("name").asString(), parameter);
                }
            }
            for (String name : all) {
                JsonNode parameter = described.get(name);
                boolean isFilter = hasFilters && filters().stream().anyMatch(name::matches);
                if (!Effort.takes(asked++, 5)) {
                    continue;
                }
                if (parameter != null) {
                    assertGrammar(path.getKey(), name, parameter);
                } else if (isFilter) {
                    assertTaken(ask(path.getKey(), name, "1"), name);
                } else {
                    assertRefused(ask(path.getKey(), name, "1"), "unknown-parameter", name);
                }
            }
        }
        assertThat(paths).isGreaterThan(15);
    }

    private static boolean isFilters(JsonNode parameter) {
        return parameter.path("schema").path("type").asString("").equals("object");
    }

    private static Set<String> filters() {
        return document.at("/components/parameters/filters/schema/patternProperties").propertyNames().stream()
                .collect(Collectors.toSet());
    }

    private static JsonNode resolved(JsonNode node) {
        return node.path("$ref").isString()
                ? document.at(node.path("$ref").stringValue().substring(1))
                : node;
    }

    /// What the schema allows is taken, what it does not allow is refused, and none stands twice.
    private static void assertGrammar(String path, String name, JsonNode parameter) throws Exception {
        JsonNode schema = resolved(parameter.path("schema"));
        if (parameter.has("example")) {
            assertTaken(ask(path, name, parameter.path("example").asString()), name);
        }
        schema.path("enum").forEach(word -> {
            try {
                assertTaken(ask(path, name, word.asString()), name);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        for (String bad : impossible(schema)) {
            assertRefused(ask(path, name, bad), "bad-value", name);
        }
        assertRefused(ask(path, name, "1", name, "1"), "duplicate-parameter", name);
    }

    private static List<String> impossible(JsonNode schema) {
        List<String> bad = new ArrayList<>();
        if (schema.has("maximum")) {
            bad.add(Long.toString(schema.path("maximum").asLong() + 1));
            bad.add(Long.toString(schema.path("minimum").asLong() - 1));
            bad.add("x");
        }
        if (schema.has("enum") || schema.has("pattern") || schema.has("format")) {
            bad.add("nonsense");
        }
        if (schema.has("maxLength")) {
            bad.add("x".repeat(schema.path("maxLength").asInt() + 1));
        }
        if (schema.has("minLength")) {
            bad.add("");
        }
        assertThat(bad).as(schema.toString()).isNotEmpty();
        return bad;
    }

    private static void assertTaken(HttpResponse<byte[]> answer, String name) {
        if (answer.statusCode() == 400) {
            assertThat(problem(answer).path("field").asString())
                    .as(new String(answer.body(), UTF_8))
                    .isNotEqualTo(name);
        }
    }

    private static void assertRefused(HttpResponse<byte[]> answer, String code, String name) {
        assertThat(answer.statusCode()).as(answer.uri().toString()).isEqualTo(400);
        assertThat(problem(answer).path("code").asString())
                .as(answer.uri().toString())
                .isEqualTo(code);
        assertThat(problem(answer).path("field").asString()).isEqualTo(name);
    }

    private static JsonNode problem(HttpResponse<byte[]> answer) {
        return JsonMapper.shared().readTree(answer.body());
    }

    private static HttpResponse<byte[]> ask(String template, String... parameters) throws Exception {
        String path = template;
        if (template.contains("/questions/")) {
            path = path.replace("{name}", "none");
        } else if (template.contains("/exports/")) {
            path = path.replace("{name}", "calls");
        }
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            path = path.replace("{" + variable.getKey() + "}", variable.getValue());
        }
        List<String> query = new ArrayList<>();
        String needed = template.endsWith("/consistency") ? "from" : template.endsWith("/timeline") ? "actor" : "";
        if (!needed.isEmpty() && !parameters[0].equals(needed)) {
            query.add(needed + "=1");
        }
        if (template.endsWith("/inclusion") && !List.of("index", "event").contains(parameters[0])) {
            query.add("index=0");
        }
        if (template.endsWith("/manifest") && !parameters[0].equals("format")) {
            query.add("format=csv");
        }
        if (template.contains("/questions/")) {
            String other = Map.of("from", "to=2027-01-01T00:00:00Z", "to", "from=2026-01-01T00:00:00Z")
                    .getOrDefault(parameters[0], parameters[0].equals("last") ? "" : "last=P1M");
            query.add(other);
        }
        for (int i = 0; i < parameters.length; i += 2) {
            query.add(URLEncoder.encode(parameters[i], UTF_8) + "=" + URLEncoder.encode(parameters[i + 1], UTF_8));
        }
        String token = template.contains("/content") ? reader : auditor;
        return server.raw(token, "GET", path + "?" + String.join("&", query), "");
    }
}
