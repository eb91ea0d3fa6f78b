package io.chirograph.policy;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Where the policy is.
/// @param file the policy; when not set, `config/policy.yml` where there is one, else what is built in
/// @param poll how often the file is looked at; a change is taken when two looks in a row saw the same
@ConfigurationProperties("chirograph.policy")
public record PolicyProperties(
        @Nullable Path file, @DefaultValue("1s") Duration poll) {
    private static final Duration LEAST = Duration.ofMillis(10);

    public PolicyProperties {
        if (poll.compareTo(LEAST) < 0 || poll.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException(
                    "chirograph.policy.poll is " + poll + "; it must lie between 10ms and 1h");
        }
    }
}
