package io.chirograph.verifier.command;

import io.chirograph.verifier.options.Progress;
import java.io.Console;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/// Progress on one line of a terminal, a few times a second.
public final class TerminalProgress implements Progress {
    private static final long EVERY_MILLIS = Duration.ofMillis(250).toMillis();

    private final InstantSource clock = InstantSource.system();
    private long due;

    private TerminalProgress() {}

    /// A line on standard error when a person sits in front of it, else nothing.
    public static Progress ifThereIsATerminal() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent()
                ? new TerminalProgress()
                : NONE;
    }

    @Override
    public void at(String log, long position, long size) {
        long now = clock.millis();
        if (now >= due || position >= size) {
            due = now + EVERY_MILLIS;
            System.err.print("\r" + log + ": " + position + " of " + size + (position >= size ? "\n" : ""));
        }
    }
}
