/// The index: schema, writer, reader, follower. Nothing in it is worth keeping.
@NamedInterface("index")
@NullMarked
package io.chirograph.query.index;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
