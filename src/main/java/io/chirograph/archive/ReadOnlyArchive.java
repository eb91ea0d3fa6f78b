package io.chirograph.archive;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An archive that others write. Nothing is ever sent there that changes anything, no canary either: what would is an
/// error of the program, whatever the credential allows.
public final class ReadOnlyArchive extends ForwardingArchive {
    public ReadOnlyArchive(Archive archive) {
        super(archive);
    }

    @Override
    public PutResult put(String key, byte[] content, Retention retention) {
        throw onlyRead("put " + key);
    }

    @Override
    public ExtendResult extend(String key, @Nullable String version, Retention to) {
        throw onlyRead("extend the lock of " + key);
    }

    @Override
    public PreflightReport preflight(LockMode mode, Instant now) {
        throw onlyRead("try the locks");
    }

    private IllegalStateException onlyRead(String what) {
        return new IllegalStateException(
                describe().location() + " is only read by this process, which was about to " + what);
    }
}
