package io.chirograph.web.clientaddress;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Which proxies are believed.
/// @param trustedProxies addresses and ranges in CIDR form
@ConfigurationProperties("chirograph")
public record ProxyProperties(@DefaultValue List<String> trustedProxies) {
    public ProxyProperties {
        for (String range : trustedProxies) {
            try {
                AddressRange.parse(range);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("chirograph.trusted-proxies: " + e.getMessage());
            }
        }
        trustedProxies = List.copyOf(trustedProxies);
    }
}
