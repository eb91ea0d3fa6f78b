package io.chirograph.spring.autoconfigure;

import io.chirograph.spring.calls.CallCapture;
import io.chirograph.spring.calls.WebClientCallCapture;
import java.net.URI;
import java.util.Objects;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.restclient.RestClientCustomizer;
import org.springframework.boot.restclient.RestTemplateCustomizer;
import org.springframework.boot.webclient.WebClientCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Has Spring's HTTP clients note the calls that they make through the gateway.
@AutoConfiguration
@ConditionalOnBooleanProperty(name = "chirograph.capture-calls", matchIfMissing = true)
@EnableConfigurationProperties(ChirographProperties.class)
public class CallsAutoConfiguration {

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(RestClientCustomizer.class)
    static class Blocking {
        @Bean
        RestClientCustomizer chirographRestClientCustomizer(ChirographProperties properties) {
            CallCapture capture = new CallCapture(gateway(properties));
            return builder -> builder.requestInterceptor(capture);
        }

        @Bean
        RestTemplateCustomizer chirographRestTemplateCustomizer(ChirographProperties properties) {
            CallCapture capture = new CallCapture(gateway(properties));
            return template -> template.getInterceptors().add(capture);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(WebClientCustomizer.class)
    static class Reactive {
        @Bean
        WebClientCustomizer chirographWebClientCustomizer(ChirographProperties properties) {
            WebClientCallCapture capture = new WebClientCallCapture(gateway(properties));
            return builder -> builder.filter(capture);
        }
    }

    private static URI gateway(ChirographProperties properties) {
        return Objects.requireNonNull(properties.url(), "checked");
    }
}
