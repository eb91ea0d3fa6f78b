package io.chirograph.retention.requests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.event.value.ObjectScope;
import io.chirograph.support.json.StrictJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class RetentionRequestStoreTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final ObjectScope A = ObjectScope.log("gw-1-00000000");
    private static final ObjectScope B = new ObjectScope(List.of(), LocalDate.of(2026, 11, 1), null, List.of(), null);

    @TempDir
    Path directory;

    @Test
    void whatWasAskedForIsThereAgain() throws Exception {
        RetentionRequest place =
                RetentionRequest.place("case 7", B, "inquiry", "ann", NOW).recorded(UUID.randomUUID());
        RetentionRequest extend = RetentionRequest.extend(null, Duration.ofDays(30), A, "audit", "ann", NOW);
        RetentionRequestStore register = RetentionRequestStore.open(directory);
        register.add(place);
        register.add(extend);

        assertThat(RetentionRequestStore.open(directory).requests()).containsExactly(place, extend);
    }

    @Test
    void aMatterRunsUntilItIsReleased() throws Exception {
        RetentionRequestStore register = RetentionRequestStore.open(directory);
        register.add(RetentionRequest.place("one", A, "r", "ann", NOW));
        register.add(RetentionRequest.place("one", B, "r", "ann", NOW));
        register.add(RetentionRequest.place("two", B, "r", "ann", NOW));
        assertThat(register.running()).containsOnlyKeys("one", "two");

        register.add(RetentionRequest.release("one", A, "r", "ann", NOW));
        assertThat(register.running().get("one"))
                .extracting(RetentionRequest::scope)
                .containsExactly(B);

        register.add(RetentionRequest.release("one", null, "r", "ann", NOW));
        assertThat(register.running()).containsOnlyKeys("two");

        register.add(RetentionRequest.place("one", A, "again", "ann", NOW));
        assertThat(register.running().get("one"))
                .extracting(RetentionRequest::scope)
                .containsExactly(A);
    }

    @Test
    void aFileThatIsNoneIsAnErrorAndStays() throws Exception {
        Path file = Files.createDirectories(directory.resolve("retention")).resolve("requests.json");
        Files.writeString(file, "{\"requests\":[{\"action\":\"burn\"}]}");
        assertThatThrownBy(() -> RetentionRequestStore.open(directory))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("burn");
        assertThat(file).exists();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{\"matter\":\"m\",\"reason\":\"r\",\"scope\":{}}",
                "{\"matter\":\"m\",\"reason\":\"r\",\"scope\":{\"log\":[\"x\"]}}",
                "{\"matter\":\"m\",\"reason\":\"r\",\"scope\":{\"ids\":[\"x\"]}}",
                "{\"matter\":\"m\",\"reason\":\"r\",\"scope\":{\"prefix\":\"a/\",\"logs\":[\"x\"]}}",
                "{\"matter\":\"m\",\"reason\":\"r\",\"scope\":{\"from\":\"2026-11-02\",\"to\":\"2026-11-01\"}}",
                "{\"matter\":\"m\",\"reason\":\"r\",\"scope\":{\"prefix\":\"../x\"}, \"surprise\": 1}",
                "{\"matter\":\"m\",\"reason\":\"r\"}",
                "{\"matter\":\"\",\"reason\":\"r\",\"scope\":{\"logs\":[\"x\"]}}",
                "{\"matter\":\"m\",\"scope\":{\"logs\":[\"x\"]}}",
                "{\"matter\":\"m\",\"reason\":\"r\",\"action\":\"burn\",\"scope\":{\"logs\":[\"x\"]}}"
            })
    void whatIsNoRequestIsRefused(String body) {
        assertThatThrownBy(() -> RetentionRequest.asked(json(body), RetentionRequest.Kind.PLACE, Instant.EPOCH))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRequestIsMadeWhenItIsAskedAndARecordedOneSaysWhen() {
        String text = "{\"matter\":\"m\",\"reason\":\"r\",\"scope\":{\"logs\":[\"x\"]}%s}";
        assertThat(RetentionRequest.asked(json(text.formatted("")), RetentionRequest.Kind.PLACE, NOW)
                        .at())
                .isEqualTo(NOW);
        assertThatThrownBy(() ->
                        StrictJson.read("", json(text.formatted(",\"action\":\"place\"")), RetentionRequest.class))
                .hasMessage("at is missing");
    }

    private static ObjectNode json(String text) {
        return StrictJson.read(text.getBytes(StandardCharsets.UTF_8), ObjectNode.class);
    }

    @Test
    void aReleaseNeedsNoScopeAndAnExtensionOneEnd() {
        assertThat(RetentionRequest.release("m", null, "r", "ann", NOW).scope()).isNull();
        assertThatThrownBy(() -> RetentionRequest.extend(NOW, Duration.ofDays(1), A, "r", "ann", NOW))
                .hasMessageContaining("one of the two");
        assertThat(List.of(A, B)).doesNotHaveDuplicates();
    }
}
