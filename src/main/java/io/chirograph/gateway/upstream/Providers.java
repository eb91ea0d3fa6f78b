package io.chirograph.gateway.upstream;

import io.chirograph.gateway.dialect.Dialect;
import io.chirograph.gateway.dialect.known.Dialects;
import io.chirograph.gateway.federation.FederatedCredential;
import io.chirograph.gateway.settings.GatewayProperties;
import io.chirograph.gateway.settings.WorkloadIdentity;
import io.chirograph.support.concurrent.Schedule;
import io.chirograph.support.concurrent.Worker;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The configured providers, and the thread that keeps their time-outs. Thread-safe.
public final class Providers implements AutoCloseable {
    private static final Duration TIME_CHECK = Duration.ofMillis(50);

    private final Map<String, Provider> active = new TreeMap<>();
    private final Map<String, Dialect> configured = new TreeMap<>();
    private @Nullable Schedule times;

    public Providers(GatewayProperties properties, @Nullable Upstream sandbox) {
        properties.providers().forEach((name, settings) -> {
            configured.put(name, dialect(name, settings));
            if (settings.active()) {
                active.put(name, provider(name, settings, sandbox, properties.stallTimeout()));
            }
        });
    }

    /// Keeps the time-outs, to about 50 ms, and tokens of workload identities fresh, until closed.
    public Providers start() {
        times = new Schedule("upstream-time", Worker.Serves.CALLS);
        times.every(TIME_CHECK, () -> {
            long now = System.nanoTime();
            active.values().forEach(provider -> provider.upstream().checkTimes(now));
        });
        active.values().stream()
                .map(Provider::identity)
                .filter(Objects::nonNull)
                .forEach(FederatedCredential::start);
        return this;
    }

    private static Credential credential(String name, GatewayProperties.Provider settings) {
        Path file = settings.credentialFile();
        try {
            return new Credential(file, file == null ? settings.credential() : Credential.read(file));
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "chirograph.gateway.providers." + name + ".credential-file: " + e.getMessage(), e);
        }
    }

    private static Dialect dialect(String name, GatewayProperties.Provider settings) {
        try {
            return Dialects.byName(settings.dialect());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "chirograph.gateway.providers." + name + ".dialect: " + e.getMessage(), e);
        }
    }

    private static Provider provider(
            String name, GatewayProperties.Provider settings, @Nullable Upstream sandbox, Duration stall) {
        String providerName = settings.providerName() == null ? name : settings.providerName();
        URI base = settings.baseUrl();
        Upstream upstream = base == null && settings.dialect().equals("sandbox") ? sandbox : null;
        if (base != null) {
            upstream = new HttpUpstream(
                    base, settings.connectTimeout(), settings.idleConnection(), settings.maxConnections(), stall);
        }
        Credential credential = credential(name, settings);
        if (upstream != null && base != null && settings.auth() == GatewayProperties.Auth.AWS_SIGV4) {
            upstream = signed(name, settings, upstream, base, credential);
        }
        WorkloadIdentity federation = settings.workloadIdentity();
        FederatedCredential identity = null;
        if (upstream != null && federation != null) {
            identity = FederatedCredential.of(name, federation, Clock.systemUTC());
            upstream = new FederatedUpstream(upstream, identity);
        }
        if (upstream == null) {
            throw new IllegalArgumentException("chirograph.gateway.providers." + name + ".base-url is missing");
        }
        return new Provider(
                name,
                providerName,
                settings,
                dialect(name, settings),
                upstream,
                credential,
                identity,
                settings.facts(name));
    }

    private static Upstream signed(
            String name, GatewayProperties.Provider settings, Upstream upstream, URI base, Credential credential) {
        String property = "chirograph.gateway.providers." + name;
        String region = settings.region();
        if (region == null || region.isBlank()) {
            throw new IllegalArgumentException(property + ".region is missing; auth aws-sigv4 signs for one region");
        }
        try {
            return new AwsSignedUpstream(upstream, base, region, credential, Clock.systemUTC());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(property + ".credential: " + e.getMessage(), e);
        }
    }

    public @Nullable Provider find(String name) {
        return active.get(name);
    }

    /// The dialect of a configured provider, active or not; null where none has this name.
    public @Nullable Dialect dialect(String name) {
        return configured.get(name);
    }

    /// Whether a provider of this name is configured but has no credential.
    public boolean isInactive(String name) {
        return configured.containsKey(name) && !active.containsKey(name);
    }

    public Collection<Provider> all() {
        return active.values();
    }

    /// Closes connections that lay unused.
    public void evict() {
        active.values().forEach(provider -> provider.upstream().evict());
    }

    @Override
    public void close() {
        if (times != null) {
            times.stop();
        }
        active.values().forEach(provider -> provider.upstream().close());
    }
}
