package io.chirograph.policy;

import io.chirograph.policy.model.ContentAbilities;
import io.chirograph.policy.model.RetentionNames;
import io.chirograph.recording.Recorder;
import io.chirograph.recording.StatedPolicy;
import io.chirograph.web.ConditionalOnRole;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The policy in a running process.
@ConditionalOnRole(ConditionalOnRole.GATEWAY)
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PolicyProperties.class)
class PolicyConfiguration {
    @Bean
    PolicySource policySource(
            PolicyProperties properties,
            @Value("${chirograph.home:.}") Path home,
            ObjectProvider<RetentionNames> retention,
            ObjectProvider<ContentAbilities> abilities) {
        @Nullable RetentionNames names = retention.getIfAvailable();
        @Nullable Set<String> known = names == null ? null : names.names();
        return PolicySource.of(properties, home, known, abilities.getIfAvailable(() -> ContentAbilities.NONE));
    }

    @Bean
    PolicyDecisionPoint policyInForce(
            PolicySource source,
            Recorder recorder,
            @Value("${chirograph.environment:}") String environment,
            MeterRegistry registry) {
        var policy = new PolicyDecisionPoint(source, environment.equals("development"), recorder);
        Gauge.builder("chirograph.policy.refused", policy, one -> one.refused() == null ? 0 : 1)
                .description("1 while the policy's file is not the policy in force, because it is not valid")
                .register(registry);
        return policy;
    }

    @Bean
    PolicyWatch policyWatch(
            PolicyDecisionPoint policy,
            PolicySource source,
            PolicyProperties properties,
            StatedPolicy stated,
            @Value("${chirograph.data-dir:./data}") Path dataDir) {
        return new PolicyWatch(policy, source, stated, dataDir.resolve("policy-in-force"), properties.poll());
    }

    /// Which policy is in force, and why the file is not where it is not. Never DOWN: calls go on being judged.
    @Bean
    HealthIndicator policyHealthIndicator(PolicyDecisionPoint policy) {
        return () -> {
            Health.Builder health =
                    Health.up().withDetail("digest", policy.digest()).withDetail("source", policy.file());
            String refused = policy.refused();
            return (refused == null ? health : health.withDetail("refused", refused)).build();
        };
    }
}
