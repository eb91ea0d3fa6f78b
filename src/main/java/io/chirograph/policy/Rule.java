package io.chirograph.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One rule of a policy. Several may be about one call: what any of them allows is allowed, unless any of them
/// denies it; what any of them demands is demanded.
///
/// @param id stands in the events of the calls that it decides
/// @param dataClass the least class that the calls' data have
record Rule(
        String id,
        When when,
        Permissions allow,
        Permissions deny,
        Requirements require,
        List<Bound> bounds,
        @Nullable String dataClass) {}
