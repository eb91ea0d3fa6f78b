package io.chirograph.query;

import com.sun.management.OperatingSystemMXBean;
import io.chirograph.archive.Archive;
import io.chirograph.archive.configured.ConfiguredArchives;
import io.chirograph.identity.operators.TokenHeader;
import io.chirograph.query.api.LogReader;
import io.chirograph.query.evidence.EvidenceBounds;
import io.chirograph.query.evidence.EvidenceMaker;
import io.chirograph.query.export.Exports;
import io.chirograph.query.index.FollowStatus;
import io.chirograph.query.index.FollowedLogs;
import io.chirograph.query.index.IndexFollower;
import io.chirograph.query.index.IndexHealth;
import io.chirograph.query.index.IndexStore;
import io.chirograph.query.index.LogIndexer;
import io.chirograph.query.lookup.IndexReader;
import io.chirograph.query.lookup.IndexedPlaces;
import io.chirograph.query.questions.SavedQuestions;
import io.chirograph.query.read.AuditReadFilter;
import io.chirograph.receipts.CallLocator;
import io.chirograph.recording.Recorder;
import io.chirograph.tlog.note.VerifierKey;
import io.chirograph.verifier.meta.MetaLog;
import io.chirograph.web.ConditionalOnRole;
import io.chirograph.web.Problems;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/// The index of a serving process: one writer that follows, readers that response.
@ConditionalOnRole(ConditionalOnRole.AUDITOR)
@Configuration(proxyBeanMethods = false)
@Import(FollowStatus.class)
@EnableConfigurationProperties(QueryProperties.class)
class QueryConfiguration {
    private static final int BEHIND_THE_DOORS = -90;

    @Bean
    FollowedLogs followedLogs(
            ObjectProvider<VerifierKey> own,
            QueryProperties properties,
            ConfiguredArchives archives,
            @Value("${chirograph.data-dir:./data}") Path dataDir)
            throws IOException {
        return FollowedLogs.of(own.stream().toList(), dataDir, properties.keys(), archives);
    }

    @Bean(destroyMethod = "close")
    IndexStore indexStore(QueryProperties properties, @Value("${chirograph.data-dir:./data}") Path dataDir)
            throws IOException, SQLException {
        return properties.open(dataDir);
    }

    @Bean
    IndexFollower indexFollower(FollowedLogs logs, IndexStore index, FollowStatus status, QueryProperties properties) {
        List<LogIndexer> indexers =
                logs.logs().stream().map(log -> new LogIndexer(log, index)).toList();
        var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return new IndexFollower(indexers, index, status, properties.poll(), properties.share(), system::getCpuLoad);
    }

    @Bean
    IndexReader indexReader(IndexStore index, FollowedLogs logs) {
        return new IndexReader(index, logs);
    }

    /// For callers who ask for the proof of a receipt.
    @Bean
    CallLocator callLocator(IndexReader index) {
        return new IndexedPlaces(index);
    }

    @Bean
    LogReader logReader(IndexReader index, FollowedLogs logs) {
        return new LogReader(index, logs.logs());
    }

    @Bean
    FilterRegistrationBean<AuditReadFilter> readRecords(Recorder recorder, IndexReader index, TokenHeader header) {
        FilterRegistrationBean<AuditReadFilter> filter = new FilterRegistrationBean<>(new AuditReadFilter(
                recorder, index, header.name(), (request, response, no) -> Problems.write(response, no)));
        filter.addUrlPatterns("/audit/*");
        filter.setOrder(BEHIND_THE_DOORS);
        return filter;
    }

    @Bean
    EvidenceMaker evidenceMaker(
            FollowedLogs logs,
            IndexReader index,
            ConfiguredArchives archives,
            Clock clock,
            ObjectProvider<MetaLog> metaLog) {
        Archive archive = archives.audited().archive();
        return new EvidenceMaker(
                new LogReader(index, logs.in(archive)), archive, clock, EvidenceBounds.USUAL, metaLog.getIfAvailable());
    }

    @Bean
    SavedQuestions savedQuestions(QueryProperties properties) {
        return SavedQuestions.of(properties.questions());
    }

    @Bean
    Exports exports(IndexReader index) {
        return new Exports(index);
    }

    @Bean
    IndexHealth auditIndexHealthIndicator(FollowStatus status, IndexStore index) {
        return new IndexHealth(status, index);
    }
}
