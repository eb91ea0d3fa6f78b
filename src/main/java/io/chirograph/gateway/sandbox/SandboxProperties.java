package io.chirograph.gateway.sandbox;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Settings of the provider inside the process.
/// @param pause how long model `sandbox-slow` waits before each piece of a stream
@ConfigurationProperties("chirograph.gateway.sandbox")
public record SandboxProperties(@DefaultValue("200ms") Duration pause) {
    public SandboxProperties {
        if (pause.isNegative()) {
            throw new IllegalArgumentException("chirograph.gateway.sandbox.pause must not be negative, was " + pause);
        }
    }
}
