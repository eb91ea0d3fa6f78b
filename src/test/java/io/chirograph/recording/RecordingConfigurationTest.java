package io.chirograph.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.SettableClock;
import io.chirograph.journal.Journal;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class RecordingConfigurationTest {
    private final FakeJournal journal = new FakeJournal();
    private final ApplicationContextRunner context = new ApplicationContextRunner()
            .withUserConfiguration(RecordingConfiguration.class)
            .withBean(Journal.class, () -> journal, definition -> definition.setDestroyMethodName(null))
            .withBean(RetentionCodes.class, () -> type -> (byte) (type.equals("log.started") ? 7 : 0))
            .withBean(Clock.class, () -> new SettableClock(Instant.parse("2026-11-21T09:30:00Z")))
            .withBean(MeterRegistry.class, SimpleMeterRegistry::new);

    @Test
    void theLogStartsAndStopsWithTheProgram() {
        context.withPropertyValues("chirograph.log.origin=example.com/chirograph/gw-1")
                .run(running -> {
                    assertThat(running).hasSingleBean(Recorder.class).doesNotHaveBean(Executor.class);
                    assertThat(journal.types()).containsExactly("log.started");
                    assertThat(journal.retention(0)).isEqualTo((byte) 7);
                    MeterRegistry registry = running.getBean(MeterRegistry.class);
                    assertThat(registry.get("chirograph.recording.open.calls")
                                    .gauge()
                                    .value())
                            .isZero();
                    assertThat(registry.get("chirograph.recording.heartbeat.age")
                                    .gauge()
                                    .value())
                            .isZero();
                });

        assertThat(journal.types()).containsExactly("log.started", "log.stopped");
    }

    @Test
    void aMissingOriginIsNamed() {
        context.run(failed ->
                assertThat(failed).getFailure().rootCause().hasMessageContaining("chirograph.log.origin is not set"));
    }
}
