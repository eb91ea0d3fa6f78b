package io.chirograph.boot;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.ssl.SslProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.server.Ssl;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/// What is told of the TLS of both ports, in every process.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TlsProperties.class)
class TlsConfiguration {
    /// `/actuator/info` says what is spoken on each port.
    @Bean
    InfoContributor tlsInfo(TlsProperties properties, Environment environment) {
        Map<String, Object> told = new LinkedHashMap<>();
        for (ListeningPort port : ListeningPort.of(environment)) {
            told.put(port.prefix(), port.spoken(properties.terminatedBy()));
        }
        if (properties.terminatedBy() != null) {
            told.put("terminatedBy", properties.terminatedBy());
        }
        return info -> info.withDetail("tls", told);
    }

    @Bean
    TlsHealth tlsHealthIndicator(SslProperties properties, Environment environment) {
        var bundles = new TreeSet<String>();
        for (ListeningPort port : ListeningPort.of(environment)) {
            Ssl ssl = port.ssl();
            if (ssl != null && ssl.getBundle() != null) {
                bundles.add(ssl.getBundle());
            }
        }
        return new TlsHealth(bundles, properties);
    }
}
