package io.chirograph.gateway;

import io.chirograph.event.UuidV7;
import io.chirograph.recording.Recorder;
import java.time.Duration;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardHost;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Makes Tomcat pass what providers accept, and answer nothing by itself.
@Configuration(proxyBeanMethods = false)
class TomcatConfiguration {
    private static final int HEADER_BYTES = 64 * 1024 + 8 * 1024; // 64 KiB of headers and a long request line
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(75); // above a load balancer's usual 60

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> gatewayTomcat(
            GatewayProperties properties,
            Providers providers,
            Recorder recorder,
            GatewayMetrics metrics,
            UuidV7 callIds) {
        return factory -> {
            factory.setProtocol(GatewayProtocol.class.getName());
            factory.addConnectorCustomizers(connector -> connector(connector, properties));
            factory.addEngineValves(new ClientValve(properties.stallTimeout()));
            factory.addContextCustomizers(context ->
                    errors(context, new UnparsedRequests(new Routing(providers), recorder, metrics, callIds)));
        };
    }

    private static void connector(Connector connector, GatewayProperties properties) {
        connector.setEncodedSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
        connector.setAllowTrace(true);
        connector.setXpoweredBy(false);
        if (connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> http) {
            http.setRelaxedPathChars("\"<>[\\]^`{|}");
            http.setRelaxedQueryChars("\"<>[\\]^`{|}");
            http.setMaxHttpRequestHeaderSize(HEADER_BYTES);
            http.setMaxHttpResponseHeaderSize(HEADER_BYTES);
            http.setMaxHeaderCount(1000);
            http.setMaxKeepAliveRequests(-1);
            http.setKeepAliveTimeout(Math.toIntExact(KEEP_ALIVE.toMillis()));
            http.setMaxSwallowSize(
                    (int) Math.min(Integer.MAX_VALUE, properties.maxSwallow().toBytes()));
            http.setContinueResponseTiming("onRead");
            http.setMaxConnections(properties.maxOpenCalls());
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
