package io.chirograph.exporter;

/// One object of a batch: its key in the archive and its exact bytes.
@SuppressWarnings("ArrayRecordComponent") // opaque bytes that are handed on, never compared
public record SealedObject(String key, byte[] bytes) {}
