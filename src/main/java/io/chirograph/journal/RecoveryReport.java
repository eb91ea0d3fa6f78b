package io.chirograph.journal;

import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What opening the journal found.
/// @param created the directory held no journal before
/// @param clean the last stop was clean (always true for a created journal)
/// @param nextSequence the sequence number after the last record found
/// @param openKeys keys opened and never closed, each with the retention code of the record that opened it
/// @param tornBytes how many bytes of a torn last group were cut; 0 when none
/// @param tornDigest `sha256:<hex>` of those bytes; null when none
/// @param unnamedContent how many parts of calls had content that no record names; nobody reads it any more
public record RecoveryReport(
        boolean created,
        boolean clean,
        long nextSequence,
        Map<UUID, Byte> openKeys,
        long tornBytes,
        @Nullable String tornDigest,
        long unnamedContent) {}
