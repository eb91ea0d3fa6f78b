package io.chirograph.retention.erasure;

import java.util.SortedMap;

/// What an erasure reaches, as far as it is published.
/// @param calls how many calls have content under the keys
/// @param contents how many requests and responses of theirs
/// @param byClass how many, by retention class and day
/// @param callsByKey how many calls, by the key's id
/// @param contentReads how often content of these calls was read and so left
/// @param evidenceFiles how many evidence files were made of one of these calls, or of a population on or after the day
///     of the first of them: each may hold content that left
/// @param unreadable how many segments could not be read, so that there may be more; 0 where all were
/// @param complete whether that is all; else the numbers are the least
public record Reach(
        long calls,
        long contents,
        SortedMap<String, SortedMap<String, Long>> byClass,
        SortedMap<String, Long> callsByKey,
        long contentReads,
        long evidenceFiles,
        long unreadable,
        boolean complete) {}
