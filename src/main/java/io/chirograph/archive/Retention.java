package io.chirograph.archive;

import java.time.Instant;

/// How long and how firmly an object is to be kept.
///
/// @param mode how the store is to hold it
/// @param until not deletable before this instant (second precision)
public record Retention(LockMode mode, Instant until) {}
