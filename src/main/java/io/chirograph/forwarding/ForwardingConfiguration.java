package io.chirograph.forwarding;

import io.chirograph.forwarding.ForwardingProperties.From;
import io.chirograph.forwarding.ForwardingProperties.Kind;
import io.chirograph.forwarding.ForwardingProperties.Settings;
import io.chirograph.query.index.FollowedLogs;
import io.chirograph.web.ConditionalOnRole;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Where the logs that this process follows for auditors are sent on to. Nowhere unless configured.
@ConditionalOnRole(ConditionalOnRole.AUDITOR)
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ForwardingProperties.class)
class ForwardingConfiguration {
    @Bean("forwardingHealthIndicator")
    Forwarders forwarders(
            ForwardingProperties properties,
            FollowedLogs logs,
            SslBundles bundles,
            Clock clock,
            @Value("${chirograph.data-dir:./data}") Path dataDir) {
        Map<String, Forwarders.Part> parts = new TreeMap<>();
        properties.destinations().forEach((name, settings) -> {
            DestinationStatus status = new DestinationStatus(name, clock);
            SSLContext tls = settings.sslBundle() == null
                    ? null
                    : bundles.getBundle(settings.sslBundle()).createSslContext();
            var destination = new Destination(
                    form(settings),
                    sender(settings, tls, clock),
                    settings::wants,
                    settings.batchEvents(),
                    settings.batchBytes().toBytes(),
                    status,
                    clock);
            Path cursors = dataDir.resolve("forwarding").resolve(name);
            List<LogForwarding> followed = logs.logs().stream()
                    .map(log -> new LogForwarding(
                            log,
                            destination,
                            settings.from() == From.NOW,
                            status,
                            new CursorFile(cursors.resolve(log.id() + ".json")),
                            clock))
                    .toList();
            Forwarder forwarder =
                    new Forwarder(followed, destination, status, properties.poll(), settings.maxBackoff());
            parts.put(name, new Forwarders.Part(forwarder, status));
        });
        return new Forwarders(parts);
    }

    static EventForm form(Settings settings) {
        String version = Objects.requireNonNullElse(
                ForwardingConfiguration.class.getPackage().getImplementationVersion(), "development");
        if (settings.kind() == Kind.OTLP) {
            return new OtlpForm(version);
        }
        OcsfForm ocsf = new OcsfForm(version, settings.recordIntegrity(), settings.rawData());
        return settings.kind() == Kind.OCSF_SYSLOG
                ? new SyslogForm(
                        ocsf,
                        host(),
                        version,
                        Math.toIntExact(settings.maxMessage().toBytes()))
                : ocsf;
    }

    static Sender sender(Settings settings, @Nullable SSLContext tls, Clock clock) {
        if (settings.kind() != Kind.OCSF_SYSLOG) {
            return new HttpSender(settings, tls, clock);
        }
        try {
            SSLContext usual = SSLContext.getInstance("TLS");
            usual.init(null, null, null);
            return new SyslogSender(settings.place(), tls == null ? usual : tls, settings.timeout());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no TLS in this JVM", e);
        }
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "-"; // the NILVALUE of RFC 5424
        }
    }
}
