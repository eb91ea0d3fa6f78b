package io.chirograph.gateway;

import com.sun.management.UnixOperatingSystemMXBean;
import io.chirograph.gateway.call.Routing;
import io.chirograph.gateway.http.MemoryBudget;
import io.chirograph.gateway.server.BodyPace;
import io.chirograph.gateway.server.ClientValve;
import io.chirograph.gateway.server.GatewayProtocol;
import io.chirograph.gateway.server.HeadReader;
import io.chirograph.gateway.server.OpenConnections;
import io.chirograph.gateway.settings.GatewayProperties;
import io.chirograph.web.ConditionalOnRole;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardHost;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Makes Tomcat pass what providers accept, and answer nothing by itself.
@ConditionalOnRole(ConditionalOnRole.GATEWAY)
@Configuration(proxyBeanMethods = false)
class TomcatConfiguration {
    private static final int HEADER_BYTES = 64 * 1024 + 8 * 1024; // 64 KiB of headers and a long request line

    /// Connections that may wait to be taken; the system resets some of a burst of more. It may allow fewer.
    private static final int ACCEPT_QUEUE = 4096;
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(75); // above a load balancer's usual 60

    /// What one request takes from the end of its head on: the parser's two header buffers, the servlet API's and the
    /// exchange's buffers, those of the connection to the provider, the thread's stack, and what a call is made of.
    static final int REQUEST_BYTES = 2 * HEADER_BYTES + 88 * 1024;

    private static final int CONNECTION_BYTES = 16 * 1024;
    private static final int TLS_CONNECTION_BYTES = 96 * 1024;
    private static final int OWN_DESCRIPTORS = 256;

    @Bean
    OpenConnections openConnections(GatewayProperties properties, MemoryBudget requestMemory, ServerProperties server) {
        int cost = server.getSsl() == null ? CONNECTION_BYTES : TLS_CONNECTION_BYTES;
        long most = Math.min(properties.maxOpenCalls(), requestMemory.limit() / 2 / cost);
        return new OpenConnections(requestMemory, (int) Math.min(most, descriptors() / 2), cost);
    }

    /// How many file descriptors connections of callers and to providers may take together.
    private static long descriptors() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? Math.max(2 * OWN_DESCRIPTORS, unix.getMaxFileDescriptorCount() - OWN_DESCRIPTORS)
                : Integer.MAX_VALUE;
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> gatewayTomcat(
            GatewayProperties properties, UnreadRequests unread, OpenConnections connections, Routing routing) {
        var reader = new HeadReader(connections, unread, HEADER_BYTES, REQUEST_BYTES, properties.headTimeout());
        var pace = new BodyPace(properties.bodyGrace(), properties.bodyRate().toBytes());
        return factory -> {
            factory.setProtocol(GatewayProtocol.class.getName());
            factory.addConnectorCustomizers(connector -> connector(connector, properties, reader, pace));
            factory.addEngineValves(new ClientValve(
                    properties.stallTimeout(), properties.maxSwallow().toBytes()));
            factory.addContextCustomizers(context -> errors(context, new UnparsedRequests(routing, unread)));
        };
    }

    private static void connector(Connector connector, GatewayProperties properties, HeadReader reader, BodyPace pace) {
        connector.setEncodedSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
        connector.setAllowTrace(true);
        connector.setXpoweredBy(false);
        if (connector.getProtocolHandler() instanceof GatewayProtocol http) {
            http.setRelaxedPathChars("\"<>[\\]^`{|}");
            http.setRelaxedQueryChars("\"<>[\\]^`{|}");
            http.setAcceptCount(ACCEPT_QUEUE);
            http.setMaxHttpRequestHeaderSize(HEADER_BYTES);
            http.setMaxHttpResponseHeaderSize(HEADER_BYTES);
            http.setMaxHeaderCount(1000);
            http.setMaxKeepAliveRequests(-1);
            http.setKeepAliveTimeout(Math.toIntExact(KEEP_ALIVE.toMillis()));
            http.setMaxSwallowSize(
                    (int) Math.min(Integer.MAX_VALUE, properties.maxSwallow().toBytes()));
            http.setContinueResponseTiming("onRead");
            http.guard(reader, pace);
        }
    }

    private static void errors(Context context, UnparsedRequests unparsed) {
        context.addLifecycleListener(event -> {
            if ("before_start".equals(event.getType()) && context.getParent() instanceof StandardHost host) {
                host.getPipeline().addValve(unparsed);
            }
        });
    }
}
