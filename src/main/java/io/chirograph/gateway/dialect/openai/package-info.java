/// OpenAI's wire format, which many providers share.
///
/// Entry types: [OpenAiDialect], [OpenAiExtractor].
@NamedInterface("dialect.openai")
@NullMarked
package io.chirograph.gateway.dialect.openai;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
