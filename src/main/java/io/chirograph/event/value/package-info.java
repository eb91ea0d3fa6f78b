/// The values that facts are made of.
///
/// Entry types: [Actor], [Body], [ContentPart], [ContentRead], [Cost], [Http], [KeptContent], [LogSizes],
/// [LogSuccession], [ModelContext], [ModelRequest], [ModelResponse], [Operator],
/// [ObjectScope], [Outcome], [PayloadLevel], [PolicyFacts], [RecordedAddress], [RefusalReason],
/// [ResponseEnd], [Returned], [Sent], [SentCredential], [Shown], [TextDigest], [Timing], [ToolCalls], [Trace],
/// [Usage].
@NamedInterface("value")
@NullMarked
package io.chirograph.event.value;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
