package io.chirograph.exporter;

import io.chirograph.archive.ArchiveConflictException;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.ForwardingArchive;
import io.chirograph.archive.PutResult;
import io.chirograph.archive.Retention;

/// One process's way to a store that others use too: each request waits for its turn.
final class ArchiveInTurns extends ForwardingArchive {
    private final Turns turns;

    /// @param store what all of them share
    ArchiveInTurns(MemoryArchive store, Turns turns) {
        super(store);
        this.turns = turns;
    }

    @Override
    protected <T> T read(Read<T> request) throws ArchiveUnavailableException {
        turns.take();
        return request.send();
    }

    @Override
    public PutResult put(String key, byte[] content, Retention retention)
            throws ArchiveConflictException, ArchiveUnavailableException {
        turns.take();
        return super.put(key, content, retention);
    }
}
