package io.chirograph.witness.client;

import io.chirograph.archive.Archive;
import io.chirograph.archive.Layout;
import io.chirograph.archive.retention.ObjectRetention;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.publishedlog.SealedTree;
import io.chirograph.support.http.BoundedHttpPost;
import io.chirograph.tlog.note.VerifierKey;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.SmartLifecycle;

/// Has the configured witnesses cosign one more log of this process beside its own. Thread-safe.
public final class Witnessing {
    private final List<Witness> witnesses;
    private final WitnessesProperties properties;
    private final Archive archive;
    private final ObjectRetention retention;
    private final Clock clock;

    Witnessing(
            List<Witness> witnesses,
            WitnessesProperties properties,
            Archive archive,
            ObjectRetention retention,
            Clock clock) {
        this.witnesses = List.copyOf(witnesses);
        this.properties = properties;
        this.archive = archive;
        this.retention = retention;
        this.clock = clock;
    }

    /// What has a log cosigned, and how that stands.
    public record Following(SmartLifecycle part, HealthIndicator health) {}

    /// @param key the log's, which the archive `main` holds
    /// @param refusals the directory in which refusals are kept
    public Following follow(VerifierKey key, Path refusals) {
        Quorum quorum = quorum();
        BoundedHttpPost posting = new BoundedHttpPost(properties.timeout());
        return new Following(follow(key, refusals, quorum, posting, List.of()), quorum);
    }

    Quorum quorum() {
        List<WitnessState> states = witnesses.stream()
                .map(witness -> new WitnessState(witness, clock))
                .toList();
        return new Quorum(states, properties, clock);
    }

    /// @param posting closed by the follower when it stops
    /// @param further whom else to ask
    CheckpointFollower follow(
            VerifierKey key, Path directory, Quorum quorum, BoundedHttpPost posting, List<ConfirmationWorker> further) {
        PublishedLog log = new PublishedLog(archive, key.logId());
        Layout layout = log.layout();
        SealedTree tree = new SealedTree(log);
        Refusals refusals = new Refusals(directory, archive, layout, retention, clock);
        List<ConfirmationWorker> parties = new ArrayList<>();
        for (WitnessState state : quorum.witnesses()) {
            WitnessClient client = new WitnessClient(state.witness(), posting, tree);
            AskedWitness asked =
                    new AskedWitness(client, state, archive, layout, retention, refusals, clock, properties.timeout());
            parties.add(new ConfirmationWorker(state.witness().name(), asked::ask, Duration.ZERO));
        }
        parties.addAll(further);
        return new CheckpointFollower(log, parties, quorum, refusals, posting, properties);
    }
}
