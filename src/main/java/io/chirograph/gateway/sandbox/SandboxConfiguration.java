package io.chirograph.gateway.sandbox;

import io.chirograph.gateway.upstream.Upstream;
import io.chirograph.web.ConditionalOnRole;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@ConditionalOnRole(ConditionalOnRole.GATEWAY)
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SandboxProperties.class)
class SandboxConfiguration {
    @Bean
    Upstream sandbox(SandboxProperties properties) {
        return new SandboxUpstream(properties);
    }
}
