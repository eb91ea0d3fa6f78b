package io.chirograph.identity.operators;

import io.chirograph.event.facts.AccessAuthenticated;
import io.chirograph.recording.Recorder;
import io.chirograph.recording.RecordingUnavailable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Who enters is recorded in the log of this process.
@Configuration(proxyBeanMethods = false)
class AccessConfiguration {
    @Bean
    AccessEventSink doorRecords(Recorder recorder) {
        return new AccessEventSink() {
            @Override
            public void granted(AccessAuthenticated facts) throws RecordingUnavailable {
                recorder.record(facts);
            }

            @Override
            public void refused(AccessAuthenticated facts, boolean first) {
                recorder.refusedUnauthenticated(facts, first);
            }
        };
    }
}
