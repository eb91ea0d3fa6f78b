/// Requests of retention managers: recorded, kept, explained.
@NamedInterface("requests")
@NullMarked
package io.chirograph.retention.requests;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
