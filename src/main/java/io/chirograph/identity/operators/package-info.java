/// Who may use the operators' surfaces, and the record of each access.
@NamedInterface("operators")
@NullMarked
package io.chirograph.identity.operators;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
