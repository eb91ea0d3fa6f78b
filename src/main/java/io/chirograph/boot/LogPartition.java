package io.chirograph.boot;

import io.chirograph.journal.kafka.Claim;
import io.chirograph.journal.kafka.KafkaJournal;
import io.chirograph.journal.kafka.KafkaProperties;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;

/// Which of a topic's partitions, and so which log, this process has.
///
/// The settings that name a log may have `{partition}` in them. A process waits, before anything else of it is made,
/// until a partition is free and claims it; its number stands in these settings from then on. A command is told the
/// number by [#NUMBER].
final class LogPartition {
    private static final Logger LOG = LoggerFactory.getLogger(LogPartition.class);
    private static final String PLACE = "{partition}";
    private static final String NUMBER = "chirograph.journal.kafka.partition";
    private static final String SECOND_KEY = "chirograph.log.second-signing-key";

    private LogPartition() {}

    private static boolean isOpen(Environment environment) {
        return environment.getProperty(Development.ORIGIN, "").contains(PLACE);
    }

    /// Puts the number that the settings give, if they do, where its place is kept.
    static void resolve(ConfigurableEnvironment environment) {
        Integer number = environment.getProperty(NUMBER, Integer.class);
        if (number != null) {
            resolve(environment, number);
        }
    }

    private static void resolve(ConfigurableEnvironment environment, int partition) {
        Map<String, Object> resolved = new HashMap<>();
        resolved.put(NUMBER, Integer.toString(partition));
        for (String name : List.of(Development.ORIGIN, Development.SIGNING_KEY, SECOND_KEY, Development.DATA_DIR)) {
            String value = environment.getProperty(name, "");
            if (value.contains(PLACE)) {
                resolved.put(name, value.replace(PLACE, Integer.toString(partition)));
            }
        }
        environment.getPropertySources().addFirst(new MapPropertySource("chirographPartition", resolved));
    }

    /// Waits for a partition where the settings leave it open; on return it is this process's.
    /// @throws StartRefused there can be none
    static void claim(ConfigurableApplicationContext context) {
        ConfigurableEnvironment environment = context.getEnvironment();
        if (!isOpen(environment)) {
            return;
        }
        if (!"kafka".equals(environment.getProperty("chirograph.journal.type"))) {
            throw new StartRefused("Cannot start: " + Development.ORIGIN + " has " + PLACE + " in it, which is for"
                    + " chirograph.journal.type kafka alone");
        }
        for (String name : List.of(Development.SIGNING_KEY, Development.DATA_DIR)) {
            if (!environment.getProperty(name, "").contains(PLACE)) {
                throw new StartRefused("Cannot start: " + Development.ORIGIN + " has " + PLACE + " in it, so " + name
                        + " must have it too, was " + environment.getProperty(name));
            }
        }
        Claim claim = await(environment);
        resolve(environment, claim.partition());
        context.getBeanFactory().registerSingleton("logPartition", claim);
    }

    private static Claim await(ConfigurableEnvironment environment) {
        KafkaProperties settings =
                Binder.get(environment).bindOrCreate("chirograph.journal.kafka", KafkaProperties.class);
        try (var port = new WaitingPort(environment)) {
            return KafkaJournal.await(settings, environment.getProperty(Development.ENVIRONMENT, ""), holders -> {
                if (port.say(holders)) {
                    LOG.info("waiting for a partition of topic {}; who holds them: {}", settings.topic(), holders);
                }
            });
        } catch (IOException e) {
            throw new StartRefused("Cannot start: " + e.getMessage());
        }
    }
}
