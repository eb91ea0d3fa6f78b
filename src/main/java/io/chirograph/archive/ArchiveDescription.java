package io.chirograph.archive;

/// What a store is, for health and events. Holds no credential.
/// @param kind `directory` or `s3`
/// @param location the directory, or `s3://bucket/prefix`
/// @param tier what its locks are worth as found: `COMPLIANCE`, `GOVERNANCE`, `bucket-lock` or `none`; `unknown` until
/// a
///     first object's lock was read back
public record ArchiveDescription(String kind, String location, String tier) {}
