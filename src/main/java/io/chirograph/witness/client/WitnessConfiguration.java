package io.chirograph.witness.client;

import io.chirograph.archive.Archive;
import io.chirograph.archive.Layout;
import io.chirograph.archive.retention.ObjectRetention;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.publishedlog.SealedTree;
import io.chirograph.support.http.BoundedHttpPost;
import io.chirograph.tlog.note.VerifierKey;
import io.chirograph.verifier.timestamp.TimeStampTrust;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/// Who is asked to confirm this process's log. Nobody unless configured.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({WitnessesProperties.class, TimeStampsProperties.class})
class WitnessConfiguration {
    @Bean("witnessesHealthIndicator")
    Quorum witnessQuorum(Environment environment, WitnessesProperties properties, Clock clock) {
        List<WitnessState> witnesses = ConfiguredWitnesses.of(environment).stream()
                .map(witness -> new WitnessState(witness, clock))
                .toList();
        return new Quorum(witnesses, properties, clock);
    }

    @Bean("timestampsHealthIndicator")
    TimeStampState timeStampState(TimeStampsProperties properties, Clock clock) {
        return new TimeStampState(properties, clock);
    }

    @Bean
    CheckpointFollower witnessFollower(
            Quorum quorum,
            TimeStampState timeStamps,
            WitnessesProperties properties,
            TimeStampsProperties stamping,
            Archive archive,
            ObjectRetention retention,
            VerifierKey logKey,
            Clock clock,
            @Value("${chirograph.data-dir:./data}") Path dataDirectory)
            throws IOException {
        PublishedLog log = new PublishedLog(archive, logKey.logId());
        Layout layout = log.layout();
        SealedTree tree = new SealedTree(log);
        BoundedHttpPost posting = new BoundedHttpPost(properties.timeout());
        Refusals refusals = new Refusals(dataDirectory.resolve("witness-refusals"), archive, layout, retention, clock);
        List<ConfirmationWorker> parties = new ArrayList<>();
        for (WitnessState state : quorum.witnesses()) {
            WitnessClient client = new WitnessClient(state.witness(), posting, tree);
            AskedWitness asked =
                    new AskedWitness(client, state, archive, layout, retention, refusals, clock, properties.timeout());
            parties.add(new ConfirmationWorker(state.witness().name(), asked::ask, Duration.ZERO));
        }
        URI authority = stamping.url();
        if (authority != null) {
            TimeStampTrust trust = TimeStampTrust.load(Objects.requireNonNull(stamping.trust()));
            TimeStamper stamper =
                    new TimeStamper(authority, stamping, trust, posting, archive, layout, retention, timeStamps, clock);
            parties.add(new ConfirmationWorker("timestamps", stamper::stamp, stamping.every()));
        }
        return new CheckpointFollower(log, parties, quorum, refusals, posting, properties);
    }
}
