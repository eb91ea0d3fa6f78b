/// The order in which the parts of a process start and stop.
@NullMarked
package io.chirograph.support.lifecycle;

import org.jspecify.annotations.NullMarked;
