package io.chirograph.spring.autoconfigure;

import io.chirograph.spring.ChirographTemplate;
import io.chirograph.spring.audited.AuditedPostProcessor;
import io.chirograph.spring.gateway.GatewayClient;
import io.chirograph.spring.outbox.Outbox;
import java.util.Objects;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;

/// What every application gets: the way to the gateway, the template, and the annotation.
@AutoConfiguration(after = OutboxAutoConfiguration.class)
@EnableConfigurationProperties(ChirographProperties.class)
public class ChirographAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    GatewayClient chirographGatewayClient(ChirographProperties properties, ObjectProvider<SslBundles> bundles) {
        String bundle = properties.sslBundle();
        return new GatewayClient(
                Objects.requireNonNull(properties.url(), "checked"),
                Objects.requireNonNull(properties.key(), "checked"),
                properties.connectTimeout(),
                properties.timeout(),
                bundle == null ? null : bundles.getObject().getBundle(bundle).createSslContext());
    }

    @Bean
    @ConditionalOnMissingBean
    ChirographTemplate chirographTemplate(
            GatewayClient gateway, ChirographProperties properties, ObjectProvider<Outbox> outbox) {
        return new ChirographTemplate(gateway, properties.attempts(), outbox.getIfAvailable());
    }

    @Bean
    static AuditedPostProcessor auditedPostProcessor() {
        return new AuditedPostProcessor();
    }
}
