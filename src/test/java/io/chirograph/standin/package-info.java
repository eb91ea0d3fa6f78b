/// A stand-in for a provider, run as a process of its own by tests: it answers as OpenAI and Anthropic do, and
/// misbehaves on request as real providers do.
///
/// A scenario is chosen by the header `x-standin`, by a path below `/s/<scenario>/`, or by a model named
/// `standin:<scenario>`; without any it answers normally. Every request is noted, forced to disk, before it
/// is answered, so that a test can compare what a provider saw with what the trail says.
@NullMarked
package io.chirograph.standin;

import org.jspecify.annotations.NullMarked;
