package io.chirograph.query.content;

import io.chirograph.content.envelope.EnvelopeOpener;
import io.chirograph.content.keys.ContentKeys;
import io.chirograph.content.keys.ErasableKeys;
import io.chirograph.content.keys.SubjectKey;
import io.chirograph.query.grants.ContentGrants;
import io.chirograph.query.index.FollowedLogs;
import io.chirograph.query.lookup.IndexReader;
import io.chirograph.web.ConditionalOnRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/// What readers of content need in a process that auditors read from.
@ConditionalOnRole(ConditionalOnRole.AUDITOR)
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ContentReadingProperties.class)
class ContentReadConfiguration {
    private static final Path MEMORY = Path.of("/dev/shm");

    @Bean
    ContentAccess contentAccess(IndexReader index, ContentGrants grants, ContentReadingProperties properties) {
        return new ContentAccess(index, grants, properties);
    }

    @Bean
    ContentArchive contentArchive(FollowedLogs logs, Clock clock) {
        return new ContentArchive(logs, clock);
    }

    @Bean
    ContentReader contentReader(ContentAccess access, ContentArchive archive, ObjectProvider<ContentOpener> opener) {
        return new ContentReader(access, archive, opener.getIfAvailable());
    }

    /// The keys of a gateway in the same process; a process of auditors alone has none.
    @Bean
    DigestKeys digestKeys(ObjectProvider<ErasableKeys> keys) {
        ErasableKeys store = keys.getIfAvailable();
        if (store == null) {
            return DigestKeys.NONE;
        }
        return id -> {
            byte[] ofTenant =
                    store.tenantKey(id).map(ContentKeys.TenantKey::key).orElse(null);
            return ofTenant != null
                    ? ofTenant
                    : store.find(id).map(SubjectKey::key).orElse(null);
        };
    }

    /// Large content waits in memory where the system has a place for that, else in the data directory.
    @Bean
    @ConditionalOnProperty("chirograph.content.private-key")
    ContentOpener contentOpener(
            ContentReadingProperties properties,
            ObjectProvider<ErasableKeys> keys,
            Environment environment,
            @Value("${chirograph.data-dir:./data}") Path dataDirectory) {
        if (ConditionalOnRole.OnRole.roles(environment).contains(ConditionalOnRole.GATEWAY)
                && !"development".equals(environment.getProperty("chirograph.environment"))) {
            throw new IllegalStateException("chirograph.content.private-key is set in a process that takes calls, which"
                    + " could then read what it encrypted; set it where chirograph.roles is auditor");
        }
        ErasableKeys store = keys.getIfAvailable();
        EnvelopeOpener.SubjectKeys subjects = store == null ? id -> Optional.empty() : store::find;
        Path key = Objects.requireNonNull(properties.privateKey());
        Path certificate = Objects.requireNonNull(properties.certificate());
        try {
            return new ContentOpener(
                    EnvelopeOpener.read(key, certificate), subjects, Files.isWritable(MEMORY) ? MEMORY : dataDirectory);
        } catch (IOException e) {
            throw new IllegalStateException(
                    "chirograph.content.private-key is '" + key + "' and chirograph.content.certificate is '"
                            + certificate + "': " + e.getMessage(),
                    e);
        }
    }
}
