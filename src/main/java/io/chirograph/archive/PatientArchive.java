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
