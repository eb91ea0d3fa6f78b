package io.chirograph.archive;

import java.time.Duration;

/// Repeats reads that the store could not answer.
/// One lost request among a million does not end a verification. Reads only.
public final class PatientArchive extends ForwardingArchive {
    private static final int ATTEMPTS = 5;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);

    private final Duration firstPause;

    public PatientArchive(Archive archive) {
        this(archive, FIRST_PAUSE);
    }

    PatientArchive(Archive archive, Duration firstPause) {
        super(archive);
        this.firstPause = firstPause;
    }

    @Override
    protected <T> T read(Read<T> request) throws ArchiveUnavailableException {
        return repeated(request::send, firstPause);
    }

    /// Anything that is asked of a store.
    /// @param <E> a failure that is the answer, and is not repeated
    @FunctionalInterface
    public interface Request<T, E extends Exception> {
        T send() throws ArchiveUnavailableException, E;
    }

    /// Sends a request until the store answers, five times at most. What is repeated must come to the same.
    /// @param firstPause before the second time; three times as long before each further one
    public static <T, E extends Exception> T repeated(Request<T, E> request, Duration firstPause)
            throws ArchiveUnavailableException, E {
        Duration pause = firstPause;
        for (int attempt = 1; ; attempt++) {
            try {
                return request.send();
            } catch (ObjectTooLargeException e) {
                throw e;
            } catch (ArchiveUnavailableException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                pause(pause, e);
                pause = pause.multipliedBy(3);
            }
        }
    }

    private static void pause(Duration pause, ArchiveUnavailableException reason) throws ArchiveUnavailableException {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw reason;
        }
    }
}
