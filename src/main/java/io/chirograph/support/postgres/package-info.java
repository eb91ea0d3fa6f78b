/// A PostgreSQL server: how it is reached, trusted and judged.
///
/// Entry types: [DatabaseServer], [DatabaseSettings].
@NamedInterface("postgres")
@NullMarked
package io.chirograph.support.postgres;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
