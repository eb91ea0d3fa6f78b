/// The attempts of one call: how an attempt failed, whether another one follows, where and when.
///
/// A call is sent again only while no byte of an answer has gone to its caller, only after a failure that another
/// attempt may cure, and only within bounds: [AttemptLimits#MOST] attempts, [AttemptLimits#MOST_WAIT] of waiting, and
/// the time that the caller itself has. What may not be repeated, for it may have been done, is sent again only where
/// no byte of it had gone.
///
/// Entry types: [AttemptLimits], [FailedAnswer], [Failure], [Gate], [Gates], [StartBuffer], [Way], [Ways].
@NamedInterface("attempts")
@NullMarked
package io.chirograph.gateway.attempts;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
