package io.chirograph.pricing;

import io.chirograph.recording.Recorder;
import io.chirograph.support.metrics.Meters;
import io.chirograph.web.ConditionalOnRole;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The prices in a running process.
@ConditionalOnRole(ConditionalOnRole.GATEWAY)
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PricingProperties.class)
class PricingConfiguration {
    @Bean
    PriceSource priceSource(PricingProperties properties, @Value("${chirograph.home:.}") Path home) {
        return PriceSource.of(properties.file(), home);
    }

    @Bean
    Prices prices(PriceSource source, Recorder recorder, MeterRegistry registry) {
        var prices = new Prices(source, recorder);
        Meters.of(registry, "chirograph.pricing.", prices)
                .flag(
                        "refused",
                        "1 while the file of the prices is not what is in force, because it is not valid",
                        one -> one.refused() != null);
        return prices;
    }

    @Bean
    PriceWatch priceWatch(
            Prices prices,
            PriceSource source,
            PricingProperties properties,
            @Value("${chirograph.data-dir:./data}") Path dataDir) {
        return new PriceWatch(prices, source, dataDir.resolve("prices-in-force"), properties.poll());
    }

    /// Which prices are in force, and why the file is not where it is not. Never DOWN: calls go on being charged.
    @Bean
    HealthIndicator pricingHealthIndicator(Prices prices) {
        return () -> {
            Health.Builder health = Health.up()
                    .withDetail("digest", prices.table().digest())
                    .withDetail("version", prices.table().version())
                    .withDetail("source", prices.file());
            String refused = prices.refused();
            return (refused == null ? health : health.withDetail("refused", refused)).build();
        };
    }
}
