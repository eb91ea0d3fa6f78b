/// Amazon Bedrock's wire format.
///
/// Entry types: [BedrockDialect].
@NamedInterface("dialect.bedrock")
@NullMarked
package io.chirograph.gateway.dialect.bedrock;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
