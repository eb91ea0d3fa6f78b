package io.chirograph.receipts;

import io.chirograph.archive.configured.ConfiguredArchives;
import io.chirograph.exporter.keys.KeyRing;
import io.chirograph.exporter.keys.LogIdentity;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.tlog.note.SigningException;
import io.chirograph.web.ConditionalOnRole;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Receipts of a process that takes calls.
@ConditionalOnRole(ConditionalOnRole.GATEWAY)
@Configuration(proxyBeanMethods = false)
class ReceiptConfiguration {
    @Bean
    Receipts receipts(KeyRing keys) throws SigningException {
        return Receipts.start(keys.history().first(), keys.newest());
    }

    @Bean
    LogProofs logProofs(ConfiguredArchives archives, LogIdentity identity, KeyRing keys) {
        return new LogProofs(new PublishedLog(archives.main().archive(), identity.id()), keys);
    }
}
