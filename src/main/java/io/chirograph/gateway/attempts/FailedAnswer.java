package io.chirograph.gateway.attempts;

import io.chirograph.gateway.upstream.UpstreamResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets go of an answer that does not go back.
public final class FailedAnswer {
    private static final Logger log = LoggerFactory.getLogger(FailedAnswer.class);
    private static final Duration WITHIN = Duration.ofSeconds(1);
    private static final int MOST = 64 * 1024;

    private FailedAnswer() {}

    /// Closes it. The connection of an answer whose status is an error can be used again where the rest of it is short
    /// and comes within a second; any other is dropped.
    /// @param stopped whether to wait no longer
    public static void drop(UpstreamResponse failed, StartBuffer.Reading from, BooleanSupplier stopped) {
        try (failed) {
            failed.endWithin(WITHIN);
            byte[] buffer = new byte[MOST / 4];
            int length = failed.status() < 400 ? MOST : 0;
            for (int n = 0; n >= 0 && length < MOST && !stopped.getAsBoolean(); length += n) {
                n = from.read(buffer);
            }
        } catch (IOException e) {
            log.debug("the rest of a failed answer did not come: {}", e.getMessage());
        }
    }
}
