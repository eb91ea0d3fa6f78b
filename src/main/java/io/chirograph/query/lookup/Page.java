package io.chirograph.query.lookup;

import io.chirograph.query.index.AsOf;
import io.chirograph.verifier.search.Coverage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One page of a list.
/// @param next the cursor of the page that follows; null when this is the last
/// @param asOf what the list is complete to
/// @param coverage from when to when the logs say anything, and what of the period asked about they do not cover
public record Page<T>(List<T> items, @Nullable String next, AsOf asOf, Coverage coverage) {}
