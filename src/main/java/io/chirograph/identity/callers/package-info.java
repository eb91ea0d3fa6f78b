/// Who calls models, and for whom: gateway keys, tokens, metadata.
@NamedInterface("callers")
@NullMarked
package io.chirograph.identity.callers;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
