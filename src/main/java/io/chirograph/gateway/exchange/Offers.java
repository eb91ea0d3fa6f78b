package io.chirograph.gateway.exchange;

import io.chirograph.gateway.call.Call;
import io.chirograph.gateway.dialect.offers.OfferedList;
import io.chirograph.recording.RecordingUnavailable;
import java.io.IOException;
import java.util.List;

/// Sees what an answer offers; what is to be recorded of that is durable on return.
@FunctionalInterface
public interface Offers {
    void see(Call call, List<OfferedList> lists) throws IOException, RecordingUnavailable;
}
