package io.chirograph.gateway.exchange;

import io.chirograph.event.facts.CallCompleted;
import io.chirograph.event.value.Outcome;
import io.chirograph.gateway.upstream.UpstreamResponse;
import io.chirograph.recording.RecordingUnavailable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// What goes along with a call and records what the call brings beside its own end. One call, one thread.
public interface Follower extends AutoCloseable {
    /// Before anything is sent.
    /// @throws IOException or [RecordingUnavailable]: nothing may be sent
    default void begin() throws IOException, RecordingUnavailable {}

    /// The head of the response that is relayed.
    default void head(UpstreamResponse response) {}

    /// The next bytes of its body, before any of them goes on.
    /// @throws IOException or [RecordingUnavailable]: none of them may go on
    default void received(byte[] bytes, int length) throws IOException, RecordingUnavailable {}

    /// The response is whole; its end waits.
    /// @throws IOException or [RecordingUnavailable]: the end may not go on
    default void whole() throws IOException, RecordingUnavailable {}

    /// The call ends like this, which is about to be recorded. Never throws.
    default void ended(Outcome outcome, @Nullable String reason, @Nullable Integer status) {}

    /// What the call's end says of lines of a batch.
    default CallCompleted.@Nullable Lines lines() {
        return null;
    }

    /// Never throws.
    @Override
    default void close() {}
}
