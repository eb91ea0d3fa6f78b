package io.chirograph.archive.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.archive.LockMode;
import io.chirograph.archive.Unclassed;
import io.chirograph.archive.settings.ArchiveProperties;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class LifecycleRulesTest {
    private static List<LifecycleRules.Rule> rules(LockMode mode, Map<String, String> settings) {
        Binder binder = new Binder(new MapConfigurationPropertySource(settings));
        ArchiveProperties archive = new ArchiveProperties(
                ArchiveProperties.Type.S3, null, Unclassed.bucket("audit", ""), mode, Duration.ofDays(400), null, null);
        return LifecycleRules.of(ObjectRetention.configured(binder, archive), List.of("gw"));
    }

    @Test
    void segmentsGoAfterTheLongestClassAndPayloadsAfterTheirs() {
        assertThat(rules(
                        LockMode.COMPLIANCE,
                        Map.of(
                                "chirograph.retention.classes.health.preset", "hipaa",
                                "chirograph.retention.event-types.log.heartbeat", "eu-ai-act")))
                .containsExactly(
                        new LifecycleRules.Rule("chirograph-preflight", "preflight/", 2, 1),
                        new LifecycleRules.Rule("chirograph-gw-events", "gw/events/", 2197, 1),
                        new LifecycleRules.Rule("chirograph-gw-payloads-default", "gw/payloads/default/", 401, 1),
                        new LifecycleRules.Rule("chirograph-gw-payloads-eu-ai-act", "gw/payloads/eu-ai-act/", 191, 1),
                        new LifecycleRules.Rule("chirograph-gw-payloads-health", "gw/payloads/health/", 2197, 1));
    }

    @Test
    void whatMayBeKeptIndefinitelyGetsNoRule() {
        assertThat(rules(
                        LockMode.COMPLIANCE,
                        Map.of(
                                "chirograph.retention.classes.ever.indefinite", "true",
                                "chirograph.retention.classes.ever.code", "16")))
                .extracting(LifecycleRules.Rule::prefix)
                .containsExactly("preflight/", "gw/payloads/default/");
    }

    @Test
    void withoutLocksAHiddenVersionIsKeptAsLongAsAnother() {
        assertThat(rules(LockMode.NONE, Map.of()))
                .contains(new LifecycleRules.Rule("chirograph-gw-events", "gw/events/", 401, 401));
    }

    @Test
    void aRuleForNamesKeepsPayloadsLongerToo() {
        assertThat(rules(
                        LockMode.COMPLIANCE,
                        Map.of(
                                "chirograph.retention.rules[0].prefix", "gw/",
                                "chirograph.retention.rules[0].class", "hipaa")))
                .contains(new LifecycleRules.Rule("chirograph-gw-payloads-default", "gw/payloads/default/", 2197, 1));
    }
}
