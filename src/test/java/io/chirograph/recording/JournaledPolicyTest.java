package io.chirograph.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.event.facts.ConfigChanged;
import io.chirograph.event.facts.EventEncoder;
import io.chirograph.event.facts.SampleFacts;
import io.chirograph.event.value.Actor;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What the journal says of the policy that was in force.
class JournaledPolicyTest {
    private final FakeJournal journal = new FakeJournal();
    private final Clock clock = Clock.systemUTC();
    private final LogWriter writer = new LogWriter(
            journal,
            new EventEncoder("example.com/x", clock),
            new RecordingMetrics(new SimpleMeterRegistry()),
            new ClockWatch(clock),
            RetentionCodes.DEFAULT);

    private void call() throws RecordingUnavailable {
        writer.append(SampleFacts.started(UUID.randomUUID(), new TreeMap<>(), new TreeMap<>()));
    }

    private void changed(String setting, String digest) throws RecordingUnavailable {
        writer.append(new ConfigChanged(
                setting,
                new TreeMap<>(),
                new TreeMap<>(Map.of("digest", digest)),
                "r",
                new Actor(new TreeMap<>(Map.of("subject", "ann")), new TreeMap<>())));
    }

    @Test
    void whatStandsInTheLogBeforeThisProcessIsSaid() throws Exception {
        assertThat(new JournaledPolicy(journal).isNewLog()).isTrue();
        assertThat(new JournaledPolicy(journal).digest()).isEmpty();
        writer.open();
        changed("prices", "sha256:1");
        assertThat(new JournaledPolicy(journal).isNewLog()).isFalse();
        assertThat(new JournaledPolicy(journal).digest()).isEmpty();
        call();
        String judged = new JournaledPolicy(journal).digest().orElseThrow();
        assertThat(judged).startsWith("sha256:");
        JournaledPolicy before = new JournaledPolicy(journal);
        changed("policy", "sha256:2");
        assertThat(before.digest()).as("recorded by this process").contains(judged);
        call();
        assertThat(new JournaledPolicy(journal).digest())
                .as("a call that was judged before the change")
                .contains("sha256:2");
    }
}
