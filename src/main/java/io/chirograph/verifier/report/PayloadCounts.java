package io.chirograph.verifier.report;

/// What became of the content that the events name.
/// @param named how many contents the examined events name
/// @param held how many of them are there and are what their event names; those of erased subjects count, too
/// @param expired how many are gone after their retention
/// @param erased of how many every subject key was destroyed, be they there or not
public record PayloadCounts(long named, long held, long expired, long erased) {}
