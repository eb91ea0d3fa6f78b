package io.chirograph.spring.autoconfigure;

import io.chirograph.spring.gateway.GatewayClient;
import io.chirograph.spring.outbox.Outbox;
import io.chirograph.spring.outbox.OutboxHealthIndicator;
import io.chirograph.spring.outbox.OutboxProperties;
import io.chirograph.spring.outbox.OutboxRelay;
import io.chirograph.spring.outbox.OutboxTransactions;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.jdbc.DatabaseDriver;
import org.springframework.boot.jdbc.init.DataSourceScriptDatabaseInitializer;
import org.springframework.boot.jdbc.init.PlatformPlaceholderDatabaseDriverResolver;
import org.springframework.boot.sql.init.DatabaseInitializationMode;
import org.springframework.boot.sql.init.DatabaseInitializationSettings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/// The outbox, on the application's one (or primary) database. Another `OutboxTransactions` bean puts it
/// elsewhere.
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration",
            "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration",
            "org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
        })
@ConditionalOnClass({JdbcClient.class, DataSourceScriptDatabaseInitializer.class})
@ConditionalOnBooleanProperty(name = "chirograph.outbox.enabled", matchIfMissing = true)
@EnableConfigurationProperties({ChirographProperties.class, OutboxProperties.class})
public class OutboxAutoConfiguration {
    private static final String SCHEMA = "classpath:io/chirograph/spring/outbox/schema-@@platform@@.sql";

    @Configuration(proxyBeanMethods = false)
    @Order(1)
    @ConditionalOnSingleCandidate(DataSource.class)
    @ConditionalOnBean(PlatformTransactionManager.class)
    static class Database {
        @Bean
        @ConditionalOnMissingBean
        OutboxTransactions chirographOutboxTransactions(DataSource dataSource, PlatformTransactionManager manager) {
            return new OutboxTransactions(dataSource, manager);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Order(2) // when it is known whether there is a database
    @ConditionalOnBean(OutboxTransactions.class)
    static class Parts {
        @Bean
        @ConditionalOnMissingBean
        Outbox chirographOutbox(OutboxTransactions transactions, OutboxProperties properties) {
            // no bean of its own: those of JPA wait for such beans, and the transaction manager is one of JPA's
            initializer(transactions.dataSource(), properties.initializeSchema())
                    .initializeDatabase();
            return Outbox.of(transactions, properties, Clock.systemUTC());
        }

        private static DataSourceScriptDatabaseInitializer initializer(
                DataSource dataSource, DatabaseInitializationMode mode) {
            DatabaseInitializationSettings settings = new DatabaseInitializationSettings();
            settings.setMode(mode);
            settings.setSchemaLocations(new PlatformPlaceholderDatabaseDriverResolver()
                    .withDriverPlatform(DatabaseDriver.MARIADB, "mysql")
                    .resolveAll(dataSource, SCHEMA));
            return new DataSourceScriptDatabaseInitializer(dataSource, settings);
        }

        @Bean
        @ConditionalOnBooleanProperty(name = "chirograph.outbox.relay", matchIfMissing = true)
        OutboxRelay chirographOutboxRelay(
                Outbox outbox,
                GatewayClient gateway,
                ChirographProperties gatewayProperties,
                OutboxProperties properties,
                ObjectProvider<MeterRegistry> registry) {
            if (properties.lease().compareTo(gatewayProperties.timeout().multipliedBy(2)) < 0) {
                throw new IllegalArgumentException("chirograph.outbox.lease must be at least twice chirograph.timeout, "
                        + gatewayProperties.timeout() + ", was " + properties.lease());
            }
            return outbox.relay(gateway, registry.getIfAvailable(SimpleMeterRegistry::new));
        }

        @Configuration(proxyBeanMethods = false)
        @ConditionalOnClass(ConditionalOnEnabledHealthIndicator.class)
        static class HealthConfiguration {
            @Bean
            @ConditionalOnEnabledHealthIndicator("chirograph")
            @ConditionalOnMissingBean(name = "chirographHealthIndicator")
            OutboxHealthIndicator chirographHealthIndicator(
                    Outbox outbox, ObjectProvider<OutboxRelay> relay, OutboxProperties properties) {
                return new OutboxHealthIndicator(outbox, relay.getIfAvailable(), properties, Clock.systemUTC());
            }
        }
    }
}
