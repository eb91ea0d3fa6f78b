package io.chirograph.switches;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.chirograph.SettableClock;
import io.chirograph.event.facts.Fact;
import io.chirograph.event.facts.SwitchThrown;
import io.chirograph.event.value.Actor;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.state.TestState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@EnumSource(TestState.class)
class SwitchBoardTest {
    private static final Actor OPERATOR = new Actor(new TreeMap<>(Map.of("subject", "op")), new TreeMap<>());
    private static final SwitchScope OPENAI = SwitchScope.parse("provider:openai");

    @Parameter
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private TestState engine;

    @TempDir
    private Path directory;

    private final List<SwitchThrown> recorded = new ArrayList<>();
    private boolean unavailable;

    private UUID record(Fact fact) throws RecordingUnavailable {
        if (unavailable) {
            throw new RecordingUnavailable("the journal is full", Duration.ofSeconds(1), false, null);
        }
        recorded.add((SwitchThrown) fact);
        return new UUID(7, recorded.size());
    }

    private SwitchBoard board() {
        return new SwitchBoard(
                SwitchConfiguration.store(engine.at(directory)),
                this::record,
                new SettableClock(Instant.parse("2026-11-22T10:00:00Z")));
    }

    @ParameterizedTest
    @CsvSource({
        "all, openai, acme, web-1, true",
        "provider:openai, openai, acme, web-1, true",
        "provider:openai, openai-eu, acme, web-1, false",
        "tenant:acme, openai, acme, web-1, true",
        "provider:OpenAI, openai, acme, web-1, true",
        "tenant:acme, openai, Acme, web-1, true",
        "tenant:acme, openai, acme2, web-1, false",
        "key:web-1, openai, acme, web-1, true",
        "key:web-1, openai, acme, web-10, false",
        "model:gpt-4*, openai, acme, web-1, false",
    })
    void aCallIsStoppedByWhatItIs(String scope, String provider, String tenant, String key, boolean stopped)
            throws RecordingUnavailable {
        SwitchBoard board = board();
        board.stop(SwitchScope.parse(scope), "a test", false, OPERATOR);
        assertThat(board.stops().of(provider, tenant, key, List.of()).isPresent())
                .isEqualTo(stopped);
    }

    @ParameterizedTest
    @CsvSource({
        "model:gpt-4, gpt-4, true",
        "model:gpt-4, GPT-4, true",
        "model:GPT-4, ' gpt-4', true",
        "model:gpt-4, gpt%2D4, true",
        "model:gemini-pro, models/gemini-pro, true",
        "model:gpt-4*, GPT-4o, true",
        "model:gpt-4, gpt-4o, false",
        "model:gpt-4*, gpt-4o, true",
        "model:gpt-4*, gpt-3.5, false",
        "provider:gpt-4, gpt-4, false"
    })
    void aModelIsStoppedByItsName(String scope, String model, boolean stopped) throws RecordingUnavailable {
        SwitchBoard board = board();
        board.stop(SwitchScope.parse(scope), "a test", false, OPERATOR);
        assertThat(board.stops().of("", "", "", List.of(model)).isPresent()).isEqualTo(stopped);
        assertThat(board.stops().needsModel()).isEqualTo(scope.startsWith("model:"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "everything",
                "all:",
                "all:x",
                "provider",
                "provider:",
                "provider:a*",
                "model:*",
                "key:a\nb",
                "model:\uD800"
            })
    void whatIsNoScopeIsRefused(String scope) {
        assertThatThrownBy(() -> SwitchScope.parse(scope))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("(?s)(scope|value) is .*");
    }

    @Test
    void whatIsThrownStaysSoOverARestartUntilItIsTakenBack() throws RecordingUnavailable {
        SwitchBoard board = board();
        ActiveSwitch thrown = board.stop(OPENAI, "an incident", true, OPERATOR);
        assertThat(board().stops().thrown()).containsExactly(thrown);
        assertThat(board().resume(OPENAI, "over", OPERATOR)).contains(thrown);
        assertThat(board().stops().thrown()).isEmpty();
        assertThat(board().resume(OPENAI, "over", OPERATOR)).isEmpty();
        assertThat(recorded)
                .extracting(SwitchThrown::before, SwitchThrown::after, SwitchThrown::endOpen, SwitchThrown::reason)
                .containsExactly(tuple(false, true, true, "an incident"), tuple(true, false, false, "over"));
    }

    @Test
    void whatCannotBeRecordedIsNotDone() throws RecordingUnavailable {
        SwitchBoard board = board();
        unavailable = true;
        assertThatThrownBy(() -> board.stop(OPENAI, "x", true, OPERATOR)).isInstanceOf(RecordingUnavailable.class);
        assertThat(board.stops().thrown()).isEmpty();
        unavailable = false;
        board.stop(OPENAI, "x", true, OPERATOR);
        unavailable = true;
        assertThatThrownBy(() -> board.resume(OPENAI, "x", OPERATOR)).isInstanceOf(RecordingUnavailable.class);
        assertThat(board.stops().thrown()).hasSize(1);
    }

    @Test
    void openCallsAreEndedOnlyWhenAsked() throws RecordingUnavailable {
        SwitchBoard board = board();
        List<ActiveSwitch> ended = new ArrayList<>();
        board.endWith(ended::add);
        board.stop(OPENAI, "x", false, OPERATOR);
        assertThat(ended).isEmpty();
        ActiveSwitch again = board.stop(OPENAI, "x", true, OPERATOR);
        assertThat(ended).containsExactly(again);
        assertThat(board.stops().thrown()).containsExactly(again);
    }

    @Test
    void aDiskThatFailsHindersNoStop() throws IOException {
        Assumptions.assumeTrue(engine == TestState.FILES);
        SwitchBoard board = board();
        Files.createDirectories(directory.resolve("switches.json.new/in-the-way"));
        assertThatThrownBy(() -> board.stop(OPENAI, "x", false, OPERATOR)).isInstanceOf(UncheckedIOException.class);
        assertThat(board.stops().of("openai", "", "", List.of())).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{\"version\":2,\"thrown\":[]}", "{\"version\":1,\"thrown\":[{\"scope\":\"x\"}]}"})
    void aDamagedFileIsNotTakenForNoSwitches(String content) throws IOException {
        Assumptions.assumeTrue(engine == TestState.FILES);
        Files.writeString(directory.resolve("switches.json"), content);
        assertThatThrownBy(this::board)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("switches.json does not say which switches are thrown");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"scope\":\"all\"}|reason has 0 characters",
                "{\"scope\":\"all\",\"reason\":\"x\",\"surprise\":1}|field 'surprise'",
                "{\"scope\":\"all\",\"reason\":\"x\",\"stopped\":\"yes\"}|stopped must be true or false",
                "{\"scope\":\"all\",\"reason\":\"x\",\"stopped\":false,\"endOpen\":true}|endOpen is true",
                "{\"reason\":\"x\"}|scope is missing",
                "{\"scope\":\"all\",\"reason\":\"x\\ud800\"}|reason must be text",
                "{\"scope\":7,\"reason\":\"x\"}|scope must be one of all",
                "[]|the body is no JSON object"
            })
    void aBadRequestIsRefusedByField(String body, String message) {
        assertThatThrownBy(() -> SwitchRequest.parse(body.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
