package io.chirograph.boot;

import io.chirograph.identity.development.DevelopmentCredentials;
import io.chirograph.rescue.SuccessionPlan;
import java.time.Clock;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;

/// Runs before any bean exists: in development it creates what a first start lacks, everywhere else it refuses
/// to start without it.
final class StartPreparation implements ApplicationContextInitializer<ConfigurableApplicationContext> {
    @Override
    public void initialize(ConfigurableApplicationContext context) {
        ConfigurableEnvironment environment = context.getEnvironment();
        Development.checkSaid(environment);
        Roles.check(environment);
        Tls.check(environment);
        if (Roles.isRetention(environment)) {
            StartRequirements.checkRetention(environment);
            return;
        }
        StartRequirements.checkAuditor(environment);
        LogPartition.claim(context);
        if (SuccessionPlan.isPending(Development.dataDir(environment))) {
            throw new StartRefused("Cannot start: a succession of the log in "
                    + Development.dataDir(environment)
                    + " broke off half-way; finish it with: chirograph log succeed --offline --reason TEXT");
        }
        Residency.check(environment);
        Development.of(environment)
                .ifPresentOrElse(
                        dev -> dev.prepare(environment, new DevelopmentCredentials(dev.directory(), Clock.systemUTC())),
                        () -> StartRequirements.check(environment));
    }
}
