/// Which model calls were made meanwhile: what Spring's HTTP clients get from the gateway names the call.
///
/// Entry types: [CallScope], [CallCapture], [WebClientCallCapture].
@NullMarked
package io.chirograph.spring.calls;

import org.jspecify.annotations.NullMarked;
