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
    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.setDefaultTimeout(Duration.ofMinutes(2));
    }
}
