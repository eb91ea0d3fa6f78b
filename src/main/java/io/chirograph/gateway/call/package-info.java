/// One call from its first byte to its last: admission, exchange, record.
@NamedInterface("call")
@NullMarked
package io.chirograph.gateway.call;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
