/// The facts of each event type, as records; which of them exist is closed.
@NamedInterface("facts")
@NullMarked
package io.chirograph.event.facts;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
