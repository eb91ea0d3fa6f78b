/// A JSON text read as it comes, in pieces of any size.
///
/// Entry types: [CanonicalForm], [FieldSelector], [JsonHandler], [JsonScanner], [JsonString].
@NamedInterface("dialect.json")
@NullMarked
package io.chirograph.gateway.dialect.json;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
