/// Tables of a small store, whatever engine keeps them.
///
/// Entry types: [Tables].
@NamedInterface("tables")
@NullMarked
package io.chirograph.support.tables;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
