package io.chirograph;

import io.chirograph.monitor.LockTierTooLow;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;

/// Turns a configuration that cannot run into one line on standard error, without a stack trace.
final class StartFailureReporter implements SpringBootExceptionReporter, Ordered {
    StartFailureReporter(@SuppressWarnings("unused") @Nullable ConfigurableApplicationContext context) {}

    @Override
    public boolean reportException(Throwable failure) {
        Throwable known = known(failure);
        if (known == null) {
            return false;
        }
        System.err.println("chirograph: " + describe(failure));
        return true;
    }

    /// One line for a person: the innermost message of what is known, else the exception's own.
    static String describe(Throwable failure) {
        Throwable known = known(failure);
        Throwable chosen = known == null ? failure : known;
        String message = chosen.getMessage();
        return message == null ? chosen.getClass().getSimpleName() : message;
    }

    private static @Nullable Throwable known(Throwable failure) {
        boolean binding = false;
        for (Throwable t = failure; t != null; t = t.getCause()) {
            binding |=
                    t instanceof BindException bind && bind.getName().toString().startsWith("chirograph");
            if (t instanceof StartRefused
                    || t instanceof LockTierTooLow
                    || (binding && t instanceof IllegalArgumentException && t.getCause() == null)
                    || (t instanceof IllegalArgumentException && namesSetting(t))) {
                return t;
            }
        }
        return null;
    }

    private static boolean namesSetting(Throwable t) {
        String message = t.getMessage();
        return message != null && message.startsWith("chirograph.");
    }

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }
}
