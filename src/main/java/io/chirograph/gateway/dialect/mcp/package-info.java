/// The wire format of the Model Context Protocol over HTTP.
///
/// Entry types: [McpDialect].
@NamedInterface("dialect.mcp")
@NullMarked
package io.chirograph.gateway.dialect.mcp;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
