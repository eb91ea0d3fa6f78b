package io.chirograph.identity.callers;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Settings of who calls models.
/// @param gatewayKeys who may call models
/// @param callers whose tokens let applications call models
/// @param endUsers whose tokens prove for whom they call
@ConfigurationProperties("chirograph.identity")
public record CallerProperties(
        @DefaultValue List<GatewayKeyEntry> gatewayKeys,
        @DefaultValue Callers callers,
        @DefaultValue EndUsers endUsers) {
    /// @param issuers whose tokens let applications call models
    public record Callers(@DefaultValue List<CallerIssuer> issuers) {}

    /// @param issuers whose tokens prove for whom an application calls
    public record EndUsers(@DefaultValue List<UserIssuer> issuers) {}
}
