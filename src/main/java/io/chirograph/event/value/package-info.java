/// The values that facts are made of.
///
/// Entry types: [Actor], [Body], [Http], [LogSizes], [LogSuccession], [ModelRequest], [ModelResponse],
/// [ObjectScope], [Outcome], [PayloadLevel], [PolicyFacts], [RecordedAddress], [RefusalReason],
/// [ResponseEnd], [Returned], [Sent], [SentCredential], [TextDigest], [Timing], [Trace], [Usage].
@NamedInterface("value")
@NullMarked
package io.chirograph.event.value;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
