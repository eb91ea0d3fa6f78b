/// Load beyond what the heap carries, against the packaged gateway.
@NullMarked
package io.chirograph.load;

import org.jspecify.annotations.NullMarked;
