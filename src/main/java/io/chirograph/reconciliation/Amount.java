package io.chirograph.reconciliation;

import org.jspecify.annotations.Nullable;

/// What was used.
/// @param input tokens; null where they are not counted, as of images
/// @param output tokens; null likewise
/// @param requests null where they are not counted
record Amount(
        @Nullable Span input,
        @Nullable Span output,
        @Nullable Span requests) {
    static final Amount NONE = new Amount(Span.ZERO, Span.ZERO, Span.ZERO);

    /// The sum; what one of them does not count is not counted in it.
    Amount plus(Amount more) {
        return new Amount(sum(input, more.input), sum(output, more.output), sum(requests, more.requests));
    }

    private static @Nullable Span sum(@Nullable Span one, @Nullable Span other) {
        return one == null || other == null ? null : one.plus(other);
    }

    /// Input and output together, at least; 0 where they are not counted.
    long tokens() {
        return (input == null ? 0 : input.low()) + (output == null ? 0 : output.low());
    }

    /// Whether anything was used at all.
    boolean isAny() {
        return input == null || output == null || tokens() > 0 || (requests != null && requests.low() > 0);
    }
}
