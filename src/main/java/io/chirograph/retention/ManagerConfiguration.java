package io.chirograph.retention;

import io.chirograph.archive.ConfiguredArchive;
import io.chirograph.archive.RetentionStore;
import io.chirograph.identity.DoorRecords;
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
    DoorRecords doorRecords() {
        return new ManagerDoors();
    }

    @Bean
    Register managerRegister(@Value("${chirograph.data-dir:./data}") Path dataDirectory) throws IOException {
        return Register.open(dataDirectory);
    }

    @Bean
    RetentionStore retentionStore(Environment environment) {
        return ManagerStore.open(Binder.get(environment), ConfiguredArchive.MAIN);
    }

    @Bean
    Applying applying(Register register, RetentionStore store, ManagerProperties properties) {
        return new Applying(register, new Holding(store, new Scopes(store.archive())), properties.applyEvery());
    }

    @Bean
    Requests managerRequests(Register register, Applying applying, ManagerProperties properties) {
        URI gateway = properties.gateway();
        if (gateway == null) {
            throw new IllegalArgumentException("chirograph.retention-manager.gateway is not set");
        }
        return new ManagerRequests(gateway, properties.caFile(), register, applying);
    }

    @Bean
    HealthIndicator holdsHealthIndicator(Applying applying) {
        return () -> {
            var unfinished = applying.unfinished();
            Health.Builder health = unfinished.isEmpty() ? Health.up() : Health.down();
            unfinished.values().stream().findFirst().ifPresent(why -> health.withDetail("why", why));
            return health.withDetail("unfinishedRequests", unfinished.size()).build();
        };
    }
}
