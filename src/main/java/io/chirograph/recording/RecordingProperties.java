package io.chirograph.recording;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;

/// How the log tells about itself, and how refusals of callers that nobody authenticated are kept small.
/// @param heartbeat how often the log says that it is alive
/// @param unauthenticatedPerSource refusals of one source that are recorded singly in a minute; the rest is
///     counted
/// @param unauthenticatedPerMinute refusals of all sources together that are recorded singly in a minute
/// @param unauthenticatedSummaries events of counted refusals in a minute
@ConfigurationProperties("chirograph.recording")
public record RecordingProperties(
        @DefaultValue("60s") Duration heartbeat,
        @DefaultValue("5") int unauthenticatedPerSource,
        @DefaultValue("30") int unauthenticatedPerMinute,
        @DefaultValue("8") int unauthenticatedSummaries) {
    private static final Duration LEAST = Duration.ofMillis(100);
    private static final Duration MOST = Duration.ofHours(1);
    private static final int MOST_EVENTS = 10_000;

    public RecordingProperties {
        Assert.isTrue(
                heartbeat.compareTo(LEAST) >= 0 && heartbeat.compareTo(MOST) <= 0,
                "chirograph.recording.heartbeat is " + heartbeat + "; it must lie between 100ms and 1h");
        between("unauthenticated-per-source", unauthenticatedPerSource, 0);
        between("unauthenticated-per-minute", unauthenticatedPerMinute, 0);
        between("unauthenticated-summaries", unauthenticatedSummaries, 1);
    }

    private static void between(String name, int value, int least) {
        Assert.isTrue(
                value >= least && value <= MOST_EVENTS,
                "chirograph.recording." + name + " is " + value + "; it must lie between " + least + " and "
                        + MOST_EVENTS);
    }
}
