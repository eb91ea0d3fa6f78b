package io.chirograph.forwarding;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.archive.Archive;
import io.chirograph.archive.configured.Archives;
import io.chirograph.event.Event;
import io.chirograph.event.EventView;
import io.chirograph.event.encoding.CanonicalJson;
import io.chirograph.event.value.Outcome;
import io.chirograph.query.index.TestLog;
import io.chirograph.support.digest.Sha256;
import io.chirograph.tlog.TreeHasher;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What goes out, held against what the receivers' formats demand.
class FormsTest {
    private static final String NON_ASCII = "Zoë 東京 \uD83D\uDE00\n<5>1 forged";
    private final List<ForwardedEvent> events = new ArrayList<>();

    FormsTest(@TempDir Path directory) throws Exception {
        Archive archive = Archives.directory(directory);
        TestLog log = new TestLog(archive, "example.com/chirograph/gw-1");
        var call = log.started(Map.of(
                "tenant",
                "acme",
                "application",
                NON_ASCII,
                "keyId",
                "k1",
                "user",
                "u-17",
                "model",
                "gpt-4.1",
                "provider",
                "openai",
                "traceId",
                "0af7651916cd43dd8448eb211c80319c"));
        log.completed(call, Outcome.OK, "gpt-4.1-2025-04-14");
        log.completed(log.next(), Outcome.PROVIDER_ERROR, "m");
        log.refused(Map.of("tenant", "acme"));
        log.event("log.heartbeat", "{\"size\":4}");
        log.event(
                "audit.read",
                "{\"operator\":{\"verified\":{\"subject\":\"ada\"}},\"peer\":\"192.0.2.1\",\"status\":200}");
        log.event("config.changed", "{\"operator\":{\"verified\":{\"name\":\"Ada\"}},\"setting\":\"policy\"}");
        log.event("key.destroyed", "{\"keyId\":\"s1\"}");
        log.event("acme.contract.signed", "{\"said\":{\"contract\":\"7\"},\"actor\":{\"asserted\":{\"user\":\"u\"}}}");
        for (Event event : log.events) {
            byte[] bytes = event.canonical();
            events.add(new ForwardedEvent(
                    "gw-1-abc",
                    "example.com/chirograph/gw-1",
                    events.size(),
                    TreeHasher.leaf(bytes),
                    EventView.read(bytes),
                    bytes));
        }
        archive.close();
    }

    private static ObjectNode json(byte[] bytes) {
        return (ObjectNode) JsonMapper.shared().readTree(bytes);
    }

    /// The attributes of a record by name, each as the one value that it has.
    private static Map<String, String> attributes(JsonNode record) {
        Map<String, String> attributes = new TreeMap<>();
        for (JsonNode attribute : record.get("attributes")) {
            String before = attributes.put(
                    attribute.get("key").stringValue(), attribute.get("value").toString());
            assertThat(before).as("twice: %s", attribute).isNull();
        }
        return attributes;
    }

    @Test
    void otlpCarriesTheNamesOfTheConventionsAndTheirCommit() {
        OtlpForm form = new OtlpForm("1.2.3");
        JsonNode body = json(form.body(events.stream().map(form::record).toList()));
        JsonNode scope = body.at("/resourceLogs/0/scopeLogs/0");
        assertThat(body.at("/resourceLogs/0/resource/attributes").toString())
                .contains("{\"key\":\"service.version\",\"value\":{\"stringValue\":\"1.2.3\"}}");
        assertThat(scope.at("/scope/attributes/0").toString())
                .isEqualTo("{\"key\":\"chirograph.gen_ai.semconv.commit\",\"value\":{\"stringValue\":\""
                        + conventions().get("commit").stringValue() + "\"}}");
        JsonNode records = scope.get("logRecords");
        assertThat(records).hasSameSizeAs(events);
        JsonNode started = records.get(0);
        assertThat(started.get("eventName").stringValue()).isEqualTo("ai.call.started");
        assertThat(started.get("timeUnixNano").stringValue()).matches("[0-9]{13}000000");
        assertThat(started.get("traceId").stringValue()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
        assertThat(started.get("severityNumber").intValue()).isEqualTo(9);
        assertThat(started.at("/body/stringValue").stringValue().getBytes(UTF_8))
                .isEqualTo(events.getFirst().canonical());
        assertThat(attributes(started))
                .containsEntry("gen_ai.request.model", "{\"stringValue\":\"gpt-4.1\"}")
                .containsEntry("gen_ai.provider.name", "{\"stringValue\":\"sandbox\"}")
                .containsEntry("chirograph.log.position", "{\"intValue\":\"0\"}")
                .containsEntry("chirograph.actor.verified.keyId", "{\"stringValue\":\"k1\"}")
                .containsEntry("chirograph.actor.asserted.user", "{\"stringValue\":\"u-17\"}");
        assertThat(attributes(records.get(1)))
                .containsEntry("gen_ai.usage.input_tokens", "{\"intValue\":\"1\"}")
                .containsEntry(
                        "gen_ai.response.finish_reasons", "{\"arrayValue\":{\"values\":[{\"stringValue\":\"stop\"}]}}")
                .containsEntry("http.response.status_code", "{\"intValue\":\"200\"}");
        assertThat(records.get(2).get("severityText").stringValue()).isEqualTo("WARN");
        assertThat(records.get(3).get("severityText").stringValue()).isEqualTo("WARN");
        List<String> known = new ArrayList<>();
        conventions().get("attributes").forEach(name -> known.add(name.stringValue()));
        records.forEach(record -> assertThat(attributes(record).keySet())
                .filteredOn(name -> name.startsWith("gen_ai."))
                .isSubsetOf(known));
    }

    private static JsonNode conventions() {
        return resource("/vectors/otel/gen-ai-attributes.json");
    }

    private static JsonNode resource(String name) {
        try (InputStream in = FormsTest.class.getResourceAsStream(name)) {
            return JsonMapper.shared().readTree(in);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @CsvSource({"false,false", "false,true", "true,false", "true,true"})
    void ocsfIsWhatTheSchemaDemands(boolean integrity, boolean raw) {
        JsonNode schema = resource("/forwarding/ocsf-1.9.0.json");
        OcsfForm form = new OcsfForm("1.2.3", integrity, raw);
        String lines = new String(form.body(events.stream().map(form::record).toList()), UTF_8);
        assertThat(lines).endsWith("\n").isASCII();
        List<String> records = lines.lines().toList();
        assertThat(records).hasSameSizeAs(events);
        for (int i = 0; i < records.size(); i++) {
            ObjectNode record = json(records.get(i).getBytes(UTF_8));
            conforms(
                    schema,
                    schema.get("class"),
                    record,
                    record.at("/metadata/event_code").stringValue());
            assertThat(record.get("type_uid").longValue())
                    .isEqualTo(6003 * 100L + record.get("activity_id").longValue());
            assertThat(record.at("/metadata/version").stringValue()).isEqualTo("1.9.0");
            assertThat(record.has("raw_data")).isEqualTo(raw);
            boolean model = record.has("ai_model");
            assertThat(record.at("/metadata/profiles").toString())
                    .isEqualTo("[" + (model ? "\"ai_operation\"" : "") + (model && integrity ? "," : "")
                            + (integrity ? "\"record_integrity\"" : "") + "]");
            if (raw) {
                assertThat(record.get("raw_data").stringValue().getBytes(UTF_8))
                        .isEqualTo(events.get(i).canonical());
            }
            if (integrity) {
                String stated = record.at("/attestation/fingerprint/value").stringValue();
                ((ObjectNode) record.get("attestation")).remove("fingerprint");
                assertThat(Sha256.hex(CanonicalJson.encode(record))).isEqualTo(stated);
            }
        }
    }

    private static void conforms(JsonNode schema, JsonNode type, ObjectNode value, String where) {
        type.path("required")
                .forEach(name -> assertThat(value.has(name.stringValue()))
                        .as("%s lacks %s", where, name)
                        .isTrue());
        if (type.has("one_of")) {
            List<String> some = new ArrayList<>();
            type.get("one_of").forEach(name -> some.add(name.stringValue()));
            assertThat(value.propertyNames()).as(where).containsAnyElementsOf(some);
        }
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            String at = where + "." + field.getKey();
            JsonNode expected = type.path("attributes").path(field.getKey());
            assertThat(expected.isMissingNode()).as("%s is no attribute", at).isFalse();
            JsonNode actual = field.getValue();
            switch (expected.get("type").stringValue()) {
                case "string" -> assertThat(actual.isString()).as(at).isTrue();
                case "integer" -> {
                    assertThat(actual.isIntegralNumber()).as(at).isTrue();
                    if (expected.has("enum")) {
                        assertThat(expected.get("enum")).as(at).contains(actual);
                    }
                }
                case "strings" ->
                    actual.forEach(one -> assertThat(one.isString()).as(at).isTrue());
                case "any" -> assertThat(actual.isObject()).as(at).isTrue();
                default -> {
                    assertThat(actual.isObject()).as(at).isTrue();
                    conforms(
                            schema,
                            schema.get("objects").get(expected.get("type").stringValue()),
                            (ObjectNode) actual,
                            at);
                }
            }
        }
    }

    @Test
    void ocsfSaysWhoDidWhat() {
        OcsfForm form = new OcsfForm("1.2.3", false, false);
        JsonNode started = json(form.record(events.get(0)));
        assertThat(started.at("/actor/user/uid").stringValue()).isEqualTo("k1");
        assertThat(started.at("/actor/user/name").stringValue()).isEqualTo(NON_ASCII);
        assertThat(started.at("/src_endpoint/ip").stringValue()).isEqualTo("127.0.0.1");
        assertThat(started.at("/activity_name").stringValue()).isEqualTo("ai.call.started");
        JsonNode completed = json(form.record(events.get(1)));
        assertThat(completed.at("/actor/user/name").stringValue()).isEqualTo("Unknown");
        assertThat(completed.at("/metadata/correlation_uid")).isEqualTo(started.at("/metadata/correlation_uid"));
        assertThat(completed.at("/message_context/total_tokens").intValue()).isEqualTo(3);
        assertThat(completed.at("/status_id").intValue()).isEqualTo(1);
        JsonNode failed = json(form.record(events.get(2)));
        assertThat(failed.at("/status_id").intValue()).isEqualTo(2);
        assertThat(failed.at("/severity_id").intValue()).isEqualTo(2);
        JsonNode refused = json(form.record(events.get(3)));
        assertThat(refused.at("/status_detail").stringValue()).isEqualTo("refused: key-unknown");
        assertThat(refused.at("/status_code").stringValue()).isEqualTo("401");
        assertThat(json(form.record(events.get(4))).at("/actor/user/name").stringValue())
                .isEqualTo("example.com/chirograph/gw-1");
        assertThat(json(form.record(events.get(5))).at("/type_uid").intValue()).isEqualTo(600302);
        assertThat(json(form.record(events.get(6))).at("/type_uid").intValue()).isEqualTo(600303);
        assertThat(json(form.record(events.get(7))).at("/type_uid").intValue()).isEqualTo(600304);
        assertThat(json(form.record(events.get(8))).at("/actor/user/uid").stringValue())
                .isEqualTo("u");
    }

    @Test
    void syslogFramesAreCountedAndNothingInAnEventBreaksOut() {
        SyslogForm form = new SyslogForm(new OcsfForm("1.2.3", false, true), "gw 1\n", "1.2.3", 8192);
        String body = new String(form.body(events.stream().map(form::record).toList()), US_ASCII);
        List<String> messages = frames(body);
        assertThat(messages).hasSameSizeAs(events);
        assertThat(messages.getFirst())
                .matches("<110>1 2026-11-21T10:00:00\\.[0-9]{3}Z gw_1_ chirograph - ai\\.call\\.started "
                        + "\\[origin software=\"chirograph\" swVersion=\"1\\.2\\.3\"] \\{.*}");
        assertThat(messages.get(3)).startsWith("<108>1 ");
        assertThat(body).isASCII().doesNotContain("\n");
    }

    @Test
    void aMessageThatWouldBeTooLongGoesWithoutTheEventItself() {
        int whole = frames(new String(
                        new SyslogForm(new OcsfForm("1", true, true), "h", "1", 1 << 20).record(events.get(0)),
                        US_ASCII))
                .getFirst()
                .length();
        for (int most : new int[] {whole - 1, whole}) {
            SyslogForm form = new SyslogForm(new OcsfForm("1", true, true), "h", "1", most);
            String message =
                    frames(new String(form.record(events.get(0)), US_ASCII)).getFirst();
            ObjectNode record =
                    json(message.substring(message.indexOf("] ") + 2).getBytes(US_ASCII));
            assertThat(record.has("raw_data")).isEqualTo(most == whole);
            assertThat(record.at("/attestation/fingerprint/value").isString()).isTrue();
        }
    }

    /// The messages of an octet-counted stream (RFC 6587, 3.4.1).
    static List<String> frames(String body) {
        List<String> frames = new ArrayList<>();
        for (int at = 0; at < body.length(); ) {
            int space = body.indexOf(' ', at);
            int length = Integer.parseInt(body.substring(at, space));
            frames.add(body.substring(space + 1, space + 1 + length));
            at = space + 1 + length;
        }
        return frames;
    }
}
