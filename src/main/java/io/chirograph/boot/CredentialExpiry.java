package io.chirograph.boot;

import io.chirograph.archive.configured.ConfiguredArchive;
import io.chirograph.archive.configured.ConfiguredArchives;
import io.chirograph.support.disk.SmallFile;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServerSslBundle;
import org.springframework.core.env.ConfigurableEnvironment;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Gauges of when this process's credentials end.
///
/// Archive sessions, TLS certificates, certificates of time-stamp trust, development tokens. Read at each scrape, since
/// all of them may be renewed meanwhile.
final class CredentialExpiry implements MeterBinder {
    private static final int MOST = 1 << 20;

    private final Map<String, End> ends = new TreeMap<>();

    /// Looks up when one credential ends; empty where that is not known.
    interface End {
        Optional<Instant> look() throws IOException, GeneralSecurityException;
    }

    CredentialExpiry(ConfiguredArchives archives, SslBundles bundles, ConfigurableEnvironment environment) {
        for (ConfiguredArchive archive : archives.readable()) {
            ends.put("archive:" + archive.name(), archive.archive()::credentialExpires);
        }
        for (String name : bundles.getBundleNames()) {
            ends.put("tls:" + name, () -> CertificateExpiry.earliest(bundles.getBundle(name)));
        }
        Binder settings = Binder.get(environment);
        for (String server : new String[] {"server", "management.server"}) {
            settings.bind(server + ".ssl", Ssl.class)
                    .ifBound(ssl -> ends.put(
                            "tls:" + server, () -> CertificateExpiry.earliest(WebServerSslBundle.get(ssl, bundles))));
        }
        settings.bind("chirograph.timestamps.trust", Path.class)
                .ifBound(file -> ends.put("timestamps:trust", () -> earliest(file)));
        Development.of(environment)
                .ifPresent(development -> Stream.of("auditor-token", "admin-token")
                        .forEach(name -> ends.put(
                                "development:" + name,
                                () -> ofToken(development.directory().resolve(name)))));
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        ends.forEach((what, end) -> Gauge.builder("chirograph.credential.expires", end, CredentialExpiry::seconds)
                .description("when a credential ends, Unix time in seconds; NaN when it has no known end")
                .tag("what", what)
                .register(registry));
    }

    private static double seconds(End end) {
        try {
            return end.look().map(when -> when.toEpochMilli() / 1000.0).orElse(Double.NaN);
        } catch (IOException | GeneralSecurityException | RuntimeException unreadable) {
            return Double.NaN;
        }
    }

    private static Optional<Instant> earliest(Path file) throws IOException, GeneralSecurityException {
        try (InputStream in = new ByteArrayInputStream(SmallFile.read(file, MOST))) {
            return CertificateExpiry.earliest(
                    CertificateFactory.getInstance("X.509").generateCertificates(in).stream());
        }
    }

    private static Optional<Instant> ofToken(Path file) throws IOException {
        String[] parts = SmallFile.text(file, MOST).strip().split("\\.", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            byte[] claims = Base64.getUrlDecoder().decode(parts[1]);
            long end = JsonMapper.shared()
                    .readTree(new String(claims, StandardCharsets.UTF_8))
                    .at("/exp")
                    .asLong(0);
            return end == 0 ? Optional.empty() : Optional.of(Instant.ofEpochSecond(end));
        } catch (JacksonException | IllegalArgumentException notOurs) {
            return Optional.empty();
        }
    }
}
