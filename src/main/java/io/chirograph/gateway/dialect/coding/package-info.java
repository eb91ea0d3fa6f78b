/// Content encodings undone as the bytes come, within bounds.
@NamedInterface("dialect.coding")
@NullMarked
package io.chirograph.gateway.dialect.coding;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
