package io.chirograph.metalog;

import io.chirograph.archive.configured.ConfiguredArchives;
import io.chirograph.exporter.keys.LogProperties;
import io.chirograph.exporter.keys.SigningKeyFile;
import io.chirograph.query.index.FollowedLog;
import io.chirograph.query.index.FollowedLogs;
import io.chirograph.recording.Recorder;
import io.chirograph.tlog.note.NoteSigner;
import io.chirograph.tlog.note.VerifierKey;
import io.chirograph.verifier.meta.MetaLog;
import io.chirograph.web.ConditionalOnRole;
import io.chirograph.witness.client.Witnessing;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The meta log of a process that answers auditors, where one is configured.
@ConditionalOnRole(ConditionalOnRole.AUDITOR)
@ConditionalOnProperty("chirograph.meta-log.origin")
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(MetaLogProperties.class)
class MetaLogConfiguration {
    /// Kept apart from the signer of the process's own log.
    record MetaLogSigner(NoteSigner signer) {
        VerifierKey key() {
            return signer.verifierKey();
        }
    }

    @Bean
    MetaLogSigner metaLogSigner(MetaLogProperties properties, FollowedLogs logs) throws IOException {
        LogProperties log = properties.log();
        NoteSigner signer = SigningKeyFile.load(log.requiredSigningKey(), log.requiredOrigin(), log.passphrase());
        for (FollowedLog followed : logs.logs()) {
            if (Arrays.equals(followed.key().key(), signer.verifierKey().key())
                    || followed.origin().equals(signer.verifierKey().name())) {
                throw new IllegalArgumentException(
                        "chirograph.meta-log.origin and chirograph.meta-log.signing-key must be its own, were those of "
                                + followed.origin());
            }
        }
        return new MetaLogSigner(signer);
    }

    /// For evidence.
    @Bean
    MetaLog metaLog(MetaLogSigner signer, ConfiguredArchives archives) {
        return new MetaLog(signer.key(), archives.main().archive());
    }

    @Bean("metaLogHealthIndicator")
    MetaLogWorker metaLogWorker(
            MetaLogSigner signer,
            MetaLogProperties properties,
            FollowedLogs logs,
            ConfiguredArchives archives,
            Recorder recorder,
            Clock clock) {
        List<CoveredLog> covered = logs.logs().stream().map(CoveredLog::new).toList();
        MetaLogWriter writer =
                new MetaLogWriter(signer.signer(), archives.main(), covered, properties.interval(), clock);
        return new MetaLogWorker(writer, covered, properties, signer.key().encode(), recorder, clock);
    }

    /// By the witnesses of the process's own log.
    @Bean
    Witnessing.Following metaLogWitnessing(
            Witnessing witnessing, MetaLogSigner signer, @Value("${chirograph.data-dir:./data}") Path dataDirectory) {
        return witnessing.follow(signer.key(), dataDirectory.resolve("meta-log-refusals"));
    }

    @Bean
    SmartLifecycle metaLogWitnessFollower(Witnessing.Following following) {
        return following.part();
    }

    /// Without the meters, which are those of the process's own log.
    @Bean("metaLogWitnessesHealthIndicator")
    HealthIndicator metaLogWitnesses(Witnessing.Following following) {
        return () -> following.health().health();
    }
}
