/// The schemas of events and of the API's answers, for whoever reads them.
///
/// The files of `docs/schema` are packed into the program; they are what is served, byte for byte.
@NamedInterface("schemas")
@NullMarked
package io.chirograph.query.schemas;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
