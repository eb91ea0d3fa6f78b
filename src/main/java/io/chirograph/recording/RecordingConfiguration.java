package io.chirograph.recording;

import io.chirograph.event.facts.EventEncoder;
import io.chirograph.journal.Journal;
import io.chirograph.support.concurrent.Schedule;
import io.chirograph.support.concurrent.Worker;
import java.time.Clock;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/// Puts recording together.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RecordingProperties.class)
@Import({
    ClockWatch.class,
    JournaledPolicy.class,
    JournalRecorder.class,
    JournaledLines.class,
    Lapses.class,
    LogWriter.class,
    RecordingMetrics.class
})
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
    UnauthenticatedRefusals unauthenticatedRefusals(
            Clock clock, LogWriter writer, RecordingMetrics metrics, RecordingProperties properties) {
        // No bean: Boot would take any for the application's own executor.
        ExecutorService refusalThread = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING_REFUSALS),
                Thread.ofPlatform().name("recording-refusals").daemon().factory());
        return new UnauthenticatedRefusals(clock, writer, metrics, properties, refusalThread);
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
            ObjectProvider<AnnouncedKey> receiptKey,
            @Value("${chirograph.log.origin:}") String origin) {
        AnnouncedKey announced = receiptKey.getIfAvailable();
        LogLifecycle life = new LogLifecycle(
                journal,
                writer,
                watch,
                properties.heartbeat(),
                OfflineLog.version(),
                origin,
                announced == null ? null : announced.vkey());
        Schedule schedule = new Schedule("recording", Worker.Serves.CALLS);
        Recording recording = new Recording(clock, life, writer, lapses, refusals, schedule, properties.heartbeat());
        metrics.watch(journal, watch);
        metrics.watch(recording, Recording::unaccounted, Recording::heartbeatAge);
        return recording;
    }

    @Bean
    RecordingHealth recordingHealthIndicator(Recording recording, Journal journal) {
        return new RecordingHealth(recording, journal);
    }
}
