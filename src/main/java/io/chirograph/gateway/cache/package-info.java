/// Responses that are kept in memory for the same question, where a route asks for it. Off without one.
///
/// A hit is a call like any other: policy, limits and content levels have their say before, and its events say what
/// was served and from which call.
///
/// Entry types: [CacheProperties], [CachedCall], [ResponseCache].
@NamedInterface("cache")
@NullMarked
package io.chirograph.gateway.cache;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
