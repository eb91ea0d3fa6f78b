package io.chirograph;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// How long tests wait for a condition unless they say it. JUnit finds this extension by itself.
///
/// A wait ends when its condition holds, so a long one costs nothing; a short one fails a good test on a machine that
/// is busy for some seconds.
public final class Patience implements BeforeAllCallback {
    private static final Duration SOON = Duration.ofMillis(5);
    private static final Duration LATE = Duration.ofMillis(100);

    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.setDefaultTimeout(Duration.ofMinutes(2));
        Awaitility.setDefaultPollDelay(SOON);
        Awaitility.setDefaultPollInterval(Patience::next);
    }

    /// Most conditions hold within milliseconds; those that take long are asked seldom, for asking costs time too.
    private static Duration next(int asked, Duration before) {
        Duration twice = SOON.multipliedBy(1L << Math.min(asked, 6));
        return twice.compareTo(LATE) < 0 ? twice : LATE;
    }
}
