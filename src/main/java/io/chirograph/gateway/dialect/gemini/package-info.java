/// Google's wire format.
@NamedInterface("dialect.gemini")
@NullMarked
package io.chirograph.gateway.dialect.gemini;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
