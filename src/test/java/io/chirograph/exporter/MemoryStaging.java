package io.chirograph.exporter;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a data directory keeps over a crash, without the disk, and with a place for a fault around each write.
final class MemoryStaging extends Staging {
    private byte @Nullable [] batch;
    private @Nullable String cursor;
    private @Nullable Faults faults;

    MemoryStaging() {
        super(Path.of("never-used"));
    }

    void fault(@Nullable Faults next) {
        faults = next;
    }

    private void around(String what, Runnable write) throws IOException {
        Faults now = faults;
        if (now != null) {
            now.beforeWrite(what);
        }
        write.run();
        if (now != null) {
            now.afterWrite(what);
        }
    }

    @Override
    Optional<SealedBatch> batch() throws ExportStoppedException {
        return batch == null ? Optional.empty() : Optional.of(SealedBatch.decode(batch));
    }

    @Override
    void seal(SealedBatch next) throws IOException {
        around("seal", () -> batch = next.encode());
    }

    @Override
    void unseal() throws IOException {
        around("unseal", () -> batch = null);
    }

    @Override
    Optional<Cursor> cursor() throws ExportStoppedException {
        return cursor == null ? Optional.empty() : Optional.of(Cursor.decode(cursor));
    }

    @Override
    void moveCursor(Cursor next) throws IOException {
        around("cursor", () -> cursor = next.encode());
    }
}
