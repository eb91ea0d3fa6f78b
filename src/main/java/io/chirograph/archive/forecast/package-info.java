/// How an archive grows, and what that comes to.
@NamedInterface("forecast")
@NullMarked
package io.chirograph.archive.forecast;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
