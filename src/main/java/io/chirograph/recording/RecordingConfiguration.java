package io.chirograph.recording;

import io.chirograph.event.facts.EventEncoder;
import io.chirograph.journal.Journal;
import io.chirograph.support.concurrent.Schedule;
import io.chirograph.support.concurrent.Worker;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Puts recording together.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RecordingProperties.class)
class RecordingConfiguration {
    private static final int WAITING_REFUSALS = 256;

    @Bean
    EventEncoder eventEncoder(@Value("${chirograph.log.origin:}") String origin, Clock clock) {
        if (origin.isEmpty()) {
            throw new IllegalStateException("chirograph.log.origin is not set; expected a URL without scheme such as"
                    + " example.com/chirograph/gw-1");
        }
        return new EventEncoder(origin, clock);
    }

    @Bean
    RecordingMetrics recordingMetrics(MeterRegistry registry) {
        return new RecordingMetrics(registry);
    }

    @Bean
    ClockWatch clockWatch(Clock clock) {
        return new ClockWatch(clock);
    }

    @Bean
    LogWriter logWriter(
            Journal journal, EventEncoder encoder, RecordingMetrics metrics, ClockWatch watch, RetentionCodes codes) {
        return new LogWriter(journal, encoder, metrics, watch, codes);
    }

    @Bean
    Lapses lapses(Clock clock, LogWriter writer) {
        return new Lapses(clock, writer);
    }

    @Bean
    UnauthenticatedRefusals unauthenticatedRefusals(
            Clock clock, LogWriter writer, RecordingMetrics metrics, RecordingProperties properties) {
        // No bean: Boot would take any for the application's own executor.
        ExecutorService refusalThread = new ThreadPoolExecutor(
                1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING_REFUSALS), daemon("recording-refusals"));
        return new UnauthenticatedRefusals(clock, writer, metrics, properties, refusalThread);
    }

    @Bean
    StatedPolicy statedPolicy(Journal journal) {
        return new JournaledPolicy(journal);
    }

    @Bean
    Recorder recorder(LogWriter writer, Lapses lapses, UnauthenticatedRefusals refusals, RecordingMetrics metrics) {
        return new JournalRecorder(writer, lapses, refusals, metrics);
    }

    @Bean
    Recording recording(
            Clock clock,
            Journal journal,
            ClockWatch watch,
            LogWriter writer,
            Lapses lapses,
            UnauthenticatedRefusals refusals,
            RecordingMetrics metrics,
            RecordingProperties properties,
            @Value("${chirograph.log.origin:}") String origin) {
        LogLifecycle life = new LogLifecycle(journal, writer, watch, properties.heartbeat(), version(), origin);
        Schedule schedule = new Schedule("recording", Worker.Serves.CALLS);
        Recording recording = new Recording(clock, life, writer, lapses, refusals, schedule, properties.heartbeat());
        metrics.watch(watch);
        metrics.watch(
                () -> journal.status().openKeys(),
                () -> recording.heartbeatAge().toMillis() / 1000.0,
                recording::unaccounted);
        return recording;
    }

    @Bean
    RecordingHealth recordingHealthIndicator(Recording recording, Journal journal) {
        return new RecordingHealth(recording, journal);
    }

    private static ThreadFactory daemon(String name) {
        return Thread.ofPlatform().name(name).daemon().factory();
    }

    private static String version() {
        return Objects.requireNonNullElse(
                RecordingConfiguration.class.getPackage().getImplementationVersion(), "development");
    }
}
