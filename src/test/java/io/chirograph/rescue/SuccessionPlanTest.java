package io.chirograph.rescue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Wherever carrying out breaks off, the next one ends in the same state.
class SuccessionPlanTest {
    @TempDir
    private Path data;

    private SuccessionPlan prepared() throws IOException {
        put("journal/a.journal", "old");
        put("journal-new/b.journal", "new");
        put("staging/cursor", "old");
        put("signing-keys/ring", "old");
        put("keys/log.pem", "old key");
        put("succession/key.pem", "new key");
        SuccessionPlan plan = new SuccessionPlan(
                data.resolve("journal"), "gw-1", "old vkey", "new vkey", data.resolve("keys/log.pem"));
        plan.commit(data);
        return plan;
    }

    private void put(String name, String content) throws IOException {
        Path file = data.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private void move(String from, String to) throws IOException {
        Files.createDirectories(data.resolve(to).getParent());
        Files.move(data.resolve(from), data.resolve(to));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void aPlanThatBrokeOffIsFinishedByTheNext(int stepsDone) throws IOException {
        SuccessionPlan plan = prepared();
        if (stepsDone > 0) {
            move("staging", "retired/gw-1/staging");
        }
        if (stepsDone > 1) {
            put("predecessors", "old vkey\n");
        }
        if (stepsDone > 2) {
            move("journal", "journal-gw-1");
        }
        if (stepsDone > 3) {
            move("journal-new", "journal");
        }
        if (stepsDone > 4) {
            put("retired/gw-1/signing-key.pem", "old key");
            put("keys/log.pem", "new key");
        }
        assertThat(SuccessionPlan.isPending(data)).isTrue();
        assertThat(SuccessionPlan.pending(data)).contains(plan);

        SuccessionPlan.pending(data).orElseThrow().carryOut(data);

        assertThat(SuccessionPlan.isPending(data)).isFalse();
        assertThat(data.resolve("journal/b.journal")).hasContent("new");
        assertThat(data.resolve("journal-gw-1/a.journal")).hasContent("old");
        assertThat(data.resolve("journal-new")).doesNotExist();
        assertThat(data.resolve("staging")).doesNotExist();
        assertThat(data.resolve("signing-keys")).doesNotExist();
        assertThat(data.resolve("retired/gw-1/staging/cursor")).hasContent("old");
        assertThat(data.resolve("retired/gw-1/signing-keys/ring")).hasContent("old");
        assertThat(data.resolve("retired/gw-1/signing-key.pem")).hasContent("old key");
        assertThat(data.resolve("keys/log.pem")).hasContent("new key");
        assertThat(data.resolve("predecessors")).hasContent("old vkey");
    }
}
