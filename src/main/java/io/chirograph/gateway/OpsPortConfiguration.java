package io.chirograph.gateway;

import io.chirograph.gateway.http.MemoryBudget;
import io.chirograph.gateway.refusal.EarlyRefusals;
import io.chirograph.gateway.refusal.Refusal;
import io.chirograph.gateway.server.BodyPace;
import io.chirograph.gateway.server.ClientValve;
import io.chirograph.gateway.server.GatewayProtocol;
import io.chirograph.gateway.server.HeadReader;
import io.chirograph.gateway.server.OpenConnections;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.type.AnnotatedTypeMetadata;

/// Bounds the ops port, by itself: health and metrics answer while callers fill the gateway's memory, and whoever
/// floods this port takes at most what is set aside here. Component scans of the port for calls pass it by.
@Conditional(OpsPortConfiguration.OfTheOpsPort.class)
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
class OpsPortConfiguration {
    private static final int HEADER_BYTES = 8 * 1024;
    private static final int REQUEST_BYTES = 256 * 1024; // a scrape's text among them
    private static final int CONNECTION_BYTES = 96 * 1024; // with TLS
    private static final int MOST_CONNECTIONS = 64;
    private static final long MEMORY = 10L << 20;
    private static final Duration HEAD_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration STALL = Duration.ofSeconds(10);
    private static final BodyPace PACE = new BodyPace(Duration.ofSeconds(10), 1024);

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> opsTomcat() {
        return factory -> {
            factory.setProtocol(GatewayProtocol.class.getName());
            factory.addEngineValves(new ClientValve(STALL, HEADER_BYTES));
            factory.addConnectorCustomizers(connector -> {
                if (connector.getProtocolHandler() instanceof GatewayProtocol http) {
                    var connections = new OpenConnections(new MemoryBudget(MEMORY), MOST_CONNECTIONS, CONNECTION_BYTES);
                    http.setMaxHttpRequestHeaderSize(HEADER_BYTES);
                    http.setMaxSwallowSize(HEADER_BYTES);
                    http.guard(
                            new HeadReader(connections, new PlainRefusals(), HEADER_BYTES, REQUEST_BYTES, HEAD_TIMEOUT),
                            PACE);
                }
            });
        };
    }

    /// Holds in the context of a port of its own, which is a child of the program's.
    static final class OfTheOpsPort implements Condition {
        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return context.getBeanFactory() != null && context.getBeanFactory().getParentBeanFactory() != null;
        }
    }

    /// Says no in the fewest words; nothing here is a call.
    private static final class PlainRefusals implements EarlyRefusals {
        @Override
        public boolean isReserved(String firstSegment) {
            return true;
        }

        @Override
        public byte[] response(Refusal refusal, String firstSegment, String peer) {
            return EarlyRefusals.bytes(
                    refusal, "", "text/plain", refusal.detail().getBytes(StandardCharsets.UTF_8));
        }
    }
}
