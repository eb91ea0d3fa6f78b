package io.chirograph.witness.client;

import io.chirograph.archive.Archive;
import io.chirograph.archive.Layout;
import io.chirograph.archive.retention.ObjectRetention;
import io.chirograph.support.http.BoundedHttpPost;
import io.chirograph.tlog.note.VerifierKey;
import io.chirograph.verifier.timestamp.TimeStampTrust;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
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
    @Bean
    Witnessing witnessing(
            Environment environment,
            WitnessesProperties properties,
            Archive archive,
            ObjectRetention retention,
            Clock clock) {
        return new Witnessing(ConfiguredWitnesses.of(environment), properties, archive, retention, clock);
    }

    @Bean("witnessesHealthIndicator")
    Quorum witnessQuorum(Witnessing witnessing) {
        return witnessing.quorum();
    }

    @Bean("timestampsHealthIndicator")
    TimeStampState timeStampState(TimeStampsProperties properties, Clock clock) {
        return new TimeStampState(properties, clock);
    }

    @Bean
    CheckpointFollower witnessFollower(
            Witnessing witnessing,
            Quorum quorum,
            TimeStampState timeStamps,
            TimeStampsProperties stamping,
            WitnessesProperties properties,
            Archive archive,
            ObjectRetention retention,
            VerifierKey logKey,
            Clock clock,
            @Value("${chirograph.data-dir:./data}") Path dataDirectory)
            throws IOException {
        BoundedHttpPost posting = new BoundedHttpPost(properties.timeout());
        List<ConfirmationWorker> further = new ArrayList<>();
        URI authority = stamping.url();
        if (authority != null) {
            Layout layout = new Layout(logKey.logId());
            TimeStampTrust trust = TimeStampTrust.load(Objects.requireNonNull(stamping.trust()));
            TimeStamper stamper =
                    new TimeStamper(authority, stamping, trust, posting, archive, layout, retention, timeStamps, clock);
            further.add(new ConfirmationWorker("timestamps", stamper::stamp, stamping.every()));
        }
        return witnessing.follow(logKey, dataDirectory.resolve("witness-refusals"), quorum, posting, further);
    }
}
