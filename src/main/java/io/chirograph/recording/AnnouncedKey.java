package io.chirograph.recording;

/// A public key that this process signs with beside the log's own; `log.started` names it.
@FunctionalInterface
public interface AnnouncedKey {
    /// The key, as a C2SP vkey.
    String vkey();
}
