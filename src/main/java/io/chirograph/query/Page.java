package io.chirograph.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One page of a list.
///
/// @param next the cursor of the page that follows; null when this is the last
/// @param asOf what the list is complete to
record Page<T>(List<T> items, @Nullable String next, AsOf asOf) {}
