/// Keeps what policy says of a call's bodies, while they come.
///
/// Entry types: [BodyHead], [CallContent], [CapturedContent], [ContentCapture], [ResponseCapture], [WaitingContent].
@NamedInterface("capture")
@NullMarked
package io.chirograph.content.capture;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
