package io.chirograph.event.value;

import io.chirograph.event.encoding.Fields;
import org.jspecify.annotations.Nullable;

/// How the body of a response ended; each is null where it does not apply or is unknown.
/// @param verified whether what came is known to be all of the response; null too where it broke off
/// @param surplus true where the provider sent bytes behind the response
/// @param bodyEnded false where the terminal event came and the body's own end did not
public record ResponseEnd(
        @Nullable Boolean streamed,
        @Nullable Boolean terminalEvent,
        @Nullable Boolean verified,
        @Nullable Boolean surplus,
        @Nullable Boolean bodyEnded)
        implements Fields.Part {
    /// No response arrived.
    public static final ResponseEnd NONE = new ResponseEnd(null, null, null, null, null);

    @Override
    public void writeTo(Fields data) {
        data.flag("streamed", streamed)
                .flag("terminalEvent", terminalEvent)
                .constant("end", verified == null ? null : verified ? "verified" : "unverified")
                .flag("surplus", surplus)
                .flag("bodyEnded", bodyEnded);
    }
}
