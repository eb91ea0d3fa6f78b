/// How an archive grows, and what that comes to.
///
/// Entry types: [Forecasts], [StorageForecast].
@NamedInterface("forecast")
@NullMarked
package io.chirograph.archive.forecast;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
