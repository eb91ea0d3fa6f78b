package io.chirograph.archive;

/// How an attempt to lengthen a lock ended.
public sealed interface ExtendResult {
    /// The object is held at least as long and as firmly as was asked.
    record Extended(ObjectLock lock) implements ExtendResult {}

    /// The store does not let this identity.
    record Denied(String reason) implements ExtendResult {}

    /// There is no lock to lengthen: the store has none, or not on this object.
    record WithoutLock() implements ExtendResult {}
}
