/// Amazon Bedrock's wire format.
@NamedInterface("dialect.bedrock")
@NullMarked
package io.chirograph.gateway.dialect.bedrock;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
