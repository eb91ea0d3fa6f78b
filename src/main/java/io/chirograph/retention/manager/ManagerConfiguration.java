package io.chirograph.retention.manager;

import io.chirograph.archive.RetentionStore;
import io.chirograph.archive.configured.ConfiguredArchive;
import io.chirograph.identity.operators.AccessEventSink;
import io.chirograph.retention.requests.RetentionController;
import io.chirograph.retention.requests.RetentionRequestStore;
import io.chirograph.retention.requests.RetentionRequests;
import io.chirograph.retention.scope.ScopeResolver;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/// A process with the role `retention`: it takes requests, has a gateway record them, and does them. It is imported
/// by name and found by no scan: no other process has these parts.
@EnableConfigurationProperties(ManagerProperties.class)
@Import(RetentionController.class)
public class ManagerConfiguration {
    ManagerConfiguration() {}

    /// This process keeps no log. Whom it lets in is recorded by the gateway that records the request, where the same
    /// token comes to the same door; whom it turns away stands in the program's log.
    @Bean
    AccessEventSink doorRecords() {
        return new ManagerAccessLog();
    }

    @Bean
    RetentionRequestStore managerRegister(@Value("${chirograph.data-dir:./data}") Path dataDirectory)
            throws IOException {
        return RetentionRequestStore.open(dataDirectory);
    }

    @Bean
    RetentionStore retentionStore(Environment environment) {
        return ManagerStore.open(Binder.get(environment), ConfiguredArchive.MAIN);
    }

    @Bean
    RetentionReconciler applying(RetentionRequestStore register, RetentionStore store, ManagerProperties properties) {
        return new RetentionReconciler(
                register, new HoldOperations(store, new ScopeResolver(store.archive())), properties.applyEvery());
    }

    @Bean
    RetentionRequests managerRequests(
            RetentionRequestStore register, RetentionReconciler applying, ManagerProperties properties) {
        URI gateway = properties.gateway();
        if (gateway == null) {
            throw new IllegalArgumentException("chirograph.retention-manager.gateway is not set");
        }
        return new ManagerRequests(gateway, properties.caFile(), register, applying);
    }

    @Bean
    HealthIndicator holdsHealthIndicator(RetentionReconciler applying) {
        return () -> {
            var unfinished = applying.unfinished();
            Health.Builder health = unfinished.isEmpty() ? Health.up() : Health.down();
            unfinished.values().stream().findFirst().ifPresent(why -> health.withDetail("why", why));
            return health.withDetail("unfinishedRequests", unfinished.size()).build();
        };
    }
}
