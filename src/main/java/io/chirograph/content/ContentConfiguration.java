package io.chirograph.content;

import io.chirograph.content.envelope.CmsSealer;
import io.chirograph.content.envelope.ContentSealer;
import io.chirograph.content.keys.ErasableKeys;
import io.chirograph.content.keys.StoredContentKeys;
import io.chirograph.content.redaction.FindingNames;
import io.chirograph.event.facts.CredentialRotated;
import io.chirograph.event.value.Actor;
import io.chirograph.journal.Journal;
import io.chirograph.policy.model.ContentAbilities;
import io.chirograph.recording.Recorder;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.state.Hearing;
import io.chirograph.state.State;
import io.chirograph.web.ConditionalOnRole;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Encryption and keys of content, in a process that takes calls.
@ConditionalOnRole(ConditionalOnRole.GATEWAY)
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RecipientProperties.class)
class ContentConfiguration {
    @Bean("contentRecipientsHealthIndicator")
    Recipients contentRecipients(RecipientProperties properties, Clock clock) throws IOException {
        return new Recipients(properties.read(), clock);
    }

    @Bean
    ContentSealer contentSealer(Recipients recipients) {
        return new CmsSealer(recipients.all());
    }

    /// Whether policy may ask for encryption, and what it may deny.
    @Bean
    ContentAbilities contentAbilities(Recipients recipients, FindingNames names) {
        return new Abilities(!recipients.all().isEmpty(), names);
    }

    @Bean
    RecipientChange recipientChange(
            @Value("${chirograph.data-dir:./data}") Path dataDir, Recipients recipients, Recorder recorder) {
        return new RecipientChange(dataDir, recipients, recorder);
    }

    /// @param holder has the data directory's lock
    @Bean
    ErasableKeys contentKeys(
            State state, Hearing hearing, @SuppressWarnings("unused") Journal holder, Recorder recorder, Clock clock)
            throws IOException {
        Actor ourselves = new Actor(new TreeMap<>(), new TreeMap<>(Map.of("application", "chirograph")));
        StoredContentKeys keys = StoredContentKeys.open(
                state,
                (kind, id, commitment) -> {
                    try {
                        recorder.record(new CredentialRotated(
                                kind.word(), id, "sha256:" + commitment, null, null, "created", ourselves));
                    } catch (RecordingUnavailable e) {
                        throw new IOException("a key could not be recorded: " + e.getMessage(), e);
                    }
                },
                clock);
        hearing.onChange(keys::forget);
        return keys;
    }

    /// DOWN while calls that need another key are refused.
    @Bean
    HealthIndicator contentKeysHealthIndicator(ErasableKeys keys) {
        return () -> keys.failure()
                .map(why -> Health.down().withDetail("failure", why).build())
                .orElseGet(() -> Health.up().build());
    }
}
