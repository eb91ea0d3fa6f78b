package io.chirograph.event.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.chirograph.SettableClock;
import io.chirograph.event.Event;
import io.chirograph.event.EventView;
import io.chirograph.event.MalformedEventException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class EventEncoderTest {
    private static final UUID CALL = UUID.fromString("0193471e-9c00-7abc-8def-0123456789ab");

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-21T09:30:00.123456789Z"));
    private final EventEncoder encoder = new EventEncoder("example.com/chirograph/gw-1", clock);

    @Test
    void wrapsTheFactsInACloudEventsEnvelope() throws MalformedEventException {
        Event event = encoder.encode(SampleFacts.started(CALL, new TreeMap<>(), new TreeMap<>()));

        EventView view = EventView.read(event.canonical());
        assertThat(view.id()).isEqualTo(event.id());
        assertThat(view.id().version()).isEqualTo(7);
        assertThat(view.type()).isEqualTo("ai.call.started");
        assertThat(view.time()).isEqualTo(event.time()).isEqualTo(Instant.parse("2026-11-21T09:30:00.123Z"));
        assertThat(view.source()).isEqualTo("//example.com/chirograph/gw-1");
        assertThat(view.subject()).isEqualTo(CALL.toString());
        assertThat(view.dataSchema()).isEqualTo("urn:chirograph:schema:ai.call.started:1");
        assertThat(new String(event.canonical(), StandardCharsets.UTF_8))
                .contains("\"specversion\":\"1.0\"")
                .contains("\"datacontenttype\":\"application/json\"")
                .contains("\"time\":\"2026-11-21T09:30:00.123Z\"");
        assertThat(EventView.isCanonical(event.canonical())).isTrue();
    }

    @Test
    void namesCallFieldsAsOpenTelemetryDoes() throws MalformedEventException {
        SortedMap<String, Object> parameters = new TreeMap<>();
        parameters.put("gen_ai.request.temperature", 0.7);
        parameters.put("openai.request.service_tier", "auto");
        ObjectNode data = data(encoder.encode(SampleFacts.started(CALL, parameters, new TreeMap<>())));

        assertThat(data.get("gen_ai.request.model").stringValue()).isEqualTo("gpt-4.1");
        assertThat(data.get("gen_ai.request.temperature").doubleValue()).isEqualTo(0.7);
        assertThat(data.at("/parameters/openai.request.service_tier").stringValue())
                .isEqualTo("auto");
        assertThat(data.at("/request/digest/length").intValue()).isEqualTo(17);
        assertThat(data.has("region")).isFalse();
        assertThat(data.has("truncated")).isFalse();
        assertThat(data.has("normalised")).isFalse();
    }

    @Test
    void whatJsonCannotCarryIsRewrittenAndMarked() throws MalformedEventException {
        SortedMap<String, Object> parameters = new TreeMap<>();
        parameters.put("gen_ai.request.seed", 9007199254740993L);
        parameters.put("gen_ai.request.top_p", Double.POSITIVE_INFINITY);
        parameters.put("gen_ai.request.max_tokens", 9007199254740991L);
        SortedMap<String, Object> metadata = new TreeMap<>();
        metadata.put("bad", "a\ud800b");
        metadata.put("big", new BigInteger("123456789012345678901234567890"));
        ObjectNode data = data(encoder.encode(SampleFacts.started(CALL, parameters, metadata)));

        assertThat(data.get("gen_ai.request.seed").stringValue()).isEqualTo("9007199254740993");
        assertThat(data.get("gen_ai.request.top_p").stringValue()).isEqualTo("Infinity");
        assertThat(data.get("gen_ai.request.max_tokens").longValue()).isEqualTo(9007199254740991L);
        assertThat(data.at("/metadata/bad").stringValue()).isEqualTo("a\ufffdb");
        assertThat(data.at("/metadata/big").stringValue()).isEqualTo("123456789012345678901234567890");
        assertThat(data.get("normalised").values().stream().map(node -> node.stringValue()))
                .containsExactly("gen_ai.request.seed", "gen_ai.request.top_p", "metadata");
    }

    @Test
    void longTextIsCutBetweenCharactersAndMarked() throws MalformedEventException {
        SortedMap<String, Object> parameters = new TreeMap<>();
        parameters.put("gen_ai.output.type", "x" + "\ud83d\ude00".repeat(100));
        ObjectNode data = data(encoder.encode(SampleFacts.started(CALL, parameters, new TreeMap<>())));

        assertThat(data.get("gen_ai.output.type").stringValue()).isEqualTo("x" + "\ud83d\ude00".repeat(63));
        assertThat(data.get("truncated").toString()).isEqualTo("[\"gen_ai.output.type\"]");
    }

    @Test
    void tooManyEntriesAreCounted() throws MalformedEventException {
        SortedMap<String, Object> metadata = new TreeMap<>();
        for (int i = 0; i < 40; i++) {
            metadata.put("key-" + i, i);
        }
        ObjectNode data = data(encoder.encode(SampleFacts.started(CALL, new TreeMap<>(), metadata)));

        assertThat(data.get("metadata").size()).isEqualTo(32);
        assertThat(data.at("/omitted/metadata").intValue()).isEqualTo(8);
    }

    @Test
    void theWorstFactsStillFit() {
        Event started = encoder.encode(SampleFacts.worstStarted(CALL));
        Event completed = encoder.encode(SampleFacts.worstCompleted(CALL));
        Event refused = encoder.encode(SampleFacts.worstRefused(CALL));
        Event checked = encoder.encode(new ArchiveChecked(SampleFacts.worstMap()));

        for (Event event : List.of(started, completed, refused, checked)) {
            assertThat(event.canonical().length).isLessThanOrEqualTo(EventEncoder.MAX_BYTES);
            assertThat(EventView.isCanonical(event.canonical())).isTrue();
        }
    }

    @Test
    void refusesAnOriginThatIsNoUriReference() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EventEncoder("with space", clock))
                .withMessageContaining("'with space'");
    }

    private static ObjectNode data(Event event) throws MalformedEventException {
        return EventView.read(event.canonical()).data();
    }
}
