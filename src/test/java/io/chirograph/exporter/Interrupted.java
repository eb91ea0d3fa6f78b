package io.chirograph.exporter;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveConflictException;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.ForwardingArchive;
import io.chirograph.archive.PutResult;
import io.chirograph.archive.Retention;

/// An archive that takes some puts and then none.
final class Interrupted extends ForwardingArchive {
    private int left;

    Interrupted(Archive archive, int puts) {
        super(archive);
        this.left = puts;
    }

    @Override
    public PutResult put(String key, byte[] content, Retention retention)
            throws ArchiveConflictException, ArchiveUnavailableException {
        if (left-- <= 0) {
            throw new ArchiveUnavailableException("interrupted before " + key, null);
        }
        return super.put(key, content, retention);
    }
}
