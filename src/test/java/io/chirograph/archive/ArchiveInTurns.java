package io.chirograph.archive;

import io.chirograph.exporter.MemoryArchive;
import io.chirograph.exporter.Turns;

/// One process's way to a store that others use too: each request waits for its turn.
public final class ArchiveInTurns extends ForwardingArchive {
    private final Turns turns;

    /// @param store what all of them share
    public ArchiveInTurns(MemoryArchive store, Turns turns) {
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
