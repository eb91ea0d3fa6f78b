package io.chirograph.monitor.liveness;

import io.chirograph.archive.Archive;
import io.chirograph.archive.configured.ConfiguredArchive;
import io.chirograph.archive.configured.ConfiguredArchives;
import io.chirograph.monitor.MonitorProperties;
import io.chirograph.monitor.Repeating;
import io.chirograph.monitor.reconcile.CheckedFacts;
import io.chirograph.monitor.reconcile.ReconciliationConfiguration;
import io.chirograph.recording.Recorder;
import io.chirograph.recording.RecordingProperties;
import io.chirograph.tlog.note.VerifierKey;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Whether the logs that others write are alive, by the archive that auditors read them in.
@Configuration(proxyBeanMethods = false)
class LogWatchConfiguration {
    @Bean("otherLogsHealthIndicator")
    LogSilence logSilence(
            ConfiguredArchives archives,
            ObjectProvider<VerifierKey> own,
            Recorder recorder,
            RecordingProperties recording,
            MonitorProperties properties,
            Clock clock,
            @Value("${chirograph.exporter.alarm-after:5m}") Duration alarmAfter) {
        ConfiguredArchive audited = archives.audited();
        Archive archive = ReconciliationConfiguration.paced(audited.archive(), properties);
        Set<String> passedOver = new HashSet<>(properties.retiredLogs());
        own.stream().map(VerifierKey::logId).forEach(passedOver::add);
        Duration publishing = alarmAfter.plus(properties.watchEvery());
        return new LogSilence(
                new LogWatch(archive, passedOver, recording.heartbeat(), publishing, clock),
                recorder,
                new CheckedFacts(audited.name(), audited.archive()),
                properties.watchEvery());
    }

    @Bean
    Repeating logWatching(LogSilence silence, MonitorProperties properties) {
        Repeating.Task task = new Repeating.Task("log-watch", properties.watchEvery(), silence::look);
        return new Repeating(List.of(task), Duration.ZERO);
    }
}
