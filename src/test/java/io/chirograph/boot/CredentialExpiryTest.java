package io.chirograph.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.archive.Archive;
import io.chirograph.archive.Unclassed;
import io.chirograph.archive.settings.ArchiveProperties;
import io.chirograph.standin.StandinTimeStamps;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.mock.env.MockEnvironment;

class CredentialExpiryTest {
    private static final Instant SESSION = Instant.parse("2026-11-21T13:00:00Z");

    @TempDir
    private Path directory;

    private final DefaultSslBundleRegistry bundles = new DefaultSslBundleRegistry();
    private final MockEnvironment settings =
            new MockEnvironment().withProperty("chirograph.environment", "development");
    private @Nullable Instant session = SESSION;

    private SimpleMeterRegistry registry() {
        Archive archive = (Archive) Proxy.newProxyInstance(
                Archive.class.getClassLoader(),
                new Class<?>[] {Archive.class},
                (proxy, method, arguments) -> Optional.ofNullable(session));
        var properties = new ArchiveProperties(
                ArchiveProperties.Type.DIRECTORY, null, null, null, Duration.ofDays(400), null, null);
        settings.withProperty("chirograph.data-dir", directory.toString());
        var registry = new SimpleMeterRegistry();
        new CredentialExpiry(Unclassed.only(archive, properties), bundles, settings).bindTo(registry);
        return registry;
    }

    private static double end(SimpleMeterRegistry registry, String what) {
        return registry.get("chirograph.credential.expires")
                .tag("what", what)
                .gauge()
                .value();
    }

    @Test
    void aSessionAtAStoreEndsWhenItsRenewalSays() {
        var registry = registry();
        assertThat(end(registry, "archive:main")).isEqualTo((double) SESSION.getEpochSecond());
        session = SESSION.plusSeconds(3600);
        assertThat(end(registry, "archive:main")).isEqualTo(SESSION.getEpochSecond() + 3600.0);
        session = null;
        assertThat(end(registry, "archive:main")).as("one without an end").isNaN();
    }

    @Test
    void certificatesEndAtTheirLastDate() throws Exception {
        var authority = new StandinTimeStamps(SESSION);
        X509Certificate certificate = authority.root();
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("edge", certificate);
        bundles.registerBundle("edge", SslBundle.of(SslStoreBundle.of(store, null, null)));
        Path trust = Files.writeString(directory.resolve("trust.pem"), authority.rootPem());
        settings.withProperty("chirograph.timestamps.trust", trust.toString());
        var registry = registry();
        double last = certificate.getNotAfter().toInstant().getEpochSecond();
        assertThat(end(registry, "tls:edge")).isEqualTo(last);
        assertThat(end(registry, "timestamps:trust")).isEqualTo(last);
        Files.writeString(trust, "no certificate");
        assertThat(end(registry, "timestamps:trust"))
                .as("one that cannot be read")
                .isNaN();
    }

    @Test
    void developmentTokensEndWhenTheySayAndThereAreNoneElsewhere() throws Exception {
        Path tokens = Files.createDirectory(directory.resolve("dev"));
        Files.writeString(tokens.resolve("auditor-token"), token("{\"exp\":" + SESSION.getEpochSecond() + "}") + "\n");
        Files.writeString(tokens.resolve("admin-token"), "no token");
        var registry = registry();
        assertThat(end(registry, "development:auditor-token")).isEqualTo((double) SESSION.getEpochSecond());
        assertThat(end(registry, "development:admin-token")).isNaN();
        settings.withProperty("chirograph.environment", "production");
        assertThat(registry().find("chirograph.credential.expires").gauges())
                .extracting(Gauge::getId)
                .extracting(id -> id.getTag("what"))
                .containsExactly("archive:main");
    }

    private static String token(String claims) {
        return "e30." + Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(StandardCharsets.UTF_8))
                + ".c2ln";
    }
}
