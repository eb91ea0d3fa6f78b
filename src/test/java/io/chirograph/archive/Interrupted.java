package io.chirograph.archive;

/// An archive that takes some puts and then none.
public final class Interrupted extends ForwardingArchive {
    private int left;

    public Interrupted(Archive archive, int puts) {
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
