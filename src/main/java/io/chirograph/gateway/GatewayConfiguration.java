package io.chirograph.gateway;

import io.chirograph.content.ContentProperties;
import io.chirograph.content.capture.ContentCapture;
import io.chirograph.content.envelope.ContentSealer;
import io.chirograph.content.keys.ContentKeys;
import io.chirograph.content.redaction.ContentRedactor;
import io.chirograph.event.UuidV7;
import io.chirograph.event.value.Cost;
import io.chirograph.gateway.attempts.Gates;
import io.chirograph.gateway.attempts.Ways;
import io.chirograph.gateway.batches.BatchLedger;
import io.chirograph.gateway.batches.BatchProperties;
import io.chirograph.gateway.batches.BatchStore;
import io.chirograph.gateway.batches.Batches;
import io.chirograph.gateway.batches.BatchesLifecycle;
import io.chirograph.gateway.cache.CacheProperties;
import io.chirograph.gateway.cache.ResponseCache;
import io.chirograph.gateway.call.Admission;
import io.chirograph.gateway.call.Authenticator;
import io.chirograph.gateway.call.BodyReceiver;
import io.chirograph.gateway.call.Routing;
import io.chirograph.gateway.call.WaitingBody;
import io.chirograph.gateway.exchange.KillSwitch;
import io.chirograph.gateway.exchange.OpenExchanges;
import io.chirograph.gateway.federation.FederatedCredential;
import io.chirograph.gateway.http.ExternalUrl;
import io.chirograph.gateway.http.MemoryBudget;
import io.chirograph.gateway.http.Spool;
import io.chirograph.gateway.limiting.CallLimits;
import io.chirograph.gateway.offers.OfferStore;
import io.chirograph.gateway.offers.OfferWatch;
import io.chirograph.gateway.sandbox.SandboxUpstream;
import io.chirograph.gateway.settings.GatewayProperties;
import io.chirograph.gateway.socket.SocketProperties;
import io.chirograph.gateway.tenancy.ResourceOwnershipStore;
import io.chirograph.gateway.tenancy.TenantIsolation;
import io.chirograph.gateway.tenancy.UploadTickets;
import io.chirograph.gateway.upstream.Provider;
import io.chirograph.gateway.upstream.ProviderCredentials;
import io.chirograph.gateway.upstream.Providers;
import io.chirograph.gateway.upstream.Upstream;
import io.chirograph.identity.callers.Callers;
import io.chirograph.recording.JournaledLines;
import io.chirograph.recording.Recorder;
import io.chirograph.state.State;
import io.chirograph.support.lifecycle.LifecyclePart;
import io.chirograph.support.lifecycle.Phase;
import io.chirograph.support.metrics.Meters;
import io.chirograph.switches.SwitchBoard;
import io.chirograph.web.ConditionalOnRole;
import io.chirograph.web.clientaddress.TrustedProxies;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Random;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;

@ConditionalOnRole(ConditionalOnRole.GATEWAY)
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({
    BatchProperties.class,
    CacheProperties.class,
    GatewayProperties.class,
    ContentProperties.class,
    SocketProperties.class
})
@Import({
    Admission.class,
    Authenticator.class,
    CallContexts.class,
    CallContents.class,
    CallCosts.class,
    CallHandler.class,
    CallStarts.class,
    CallLimits.class,
    GatewayMetrics.class,
    KillSwitch.class,
    Routing.class,
    SocketCalls.class,
    UnreadRequests.class,
    UuidV7.class
})
class GatewayConfiguration {
    @Bean
    Spool spool(@Value("${chirograph.data-dir:./data}") Path dataDir, GatewayProperties properties) {
        return new Spool(dataDir.resolve("spool"), properties.spoolQuota().toBytes());
    }

    @Bean
    Gates gates(GatewayProperties properties) {
        return new Gates(properties);
    }

    @Bean
    Ways ways(Gates gates, Clock clock) {
        return new Ways(gates, clock, new Random());
    }

    /// Which circuit breakers are open, and how tokens of workload identities stand. Never DOWN: other providers take
    /// calls.
    @Bean
    HealthIndicator providersHealthIndicator(Gates gates, Providers providers) {
        return () -> {
            Health.Builder health = Health.up();
            for (Provider provider : providers.all()) {
                FederatedCredential identity = provider.identity();
                if (identity != null) {
                    health.withDetail(provider.name() + " workload-identity", identity.state());
                }
            }
            gates.all().forEach(gate -> health.withDetail(gate.provider() + " " + gate.credential(), gate.state()));
            return health.build();
        };
    }

    @Bean
    MemoryBudget requestMemory() {
        return MemoryBudget.ofHeap(Runtime.getRuntime().maxMemory());
    }

    @Bean
    ResponseCache responseCache(CacheProperties properties, MemoryBudget requestMemory, SwitchBoard switches) {
        if (!properties.routes().isEmpty()
                && !requestMemory.reserve(properties.maxBytes().toBytes())) {
            throw new IllegalArgumentException("chirograph.gateway.cache.max-bytes is " + properties.maxBytes()
                    + "; requests and cache together have " + requestMemory.limit() + " bytes of the heap");
        }
        return new ResponseCache(properties, switches::stops, System::nanoTime);
    }

    @Bean
    ResourceOwnershipStore keptObjects(State state) throws IOException {
        return ResourceOwnershipStore.open(state);
    }

    @Bean
    OfferStore offers(@Value("${chirograph.data-dir:./data}") Path dataDir) throws IOException {
        return OfferStore.open(dataDir);
    }

    @Bean
    OfferWatch offerWatch(OfferStore offers, Recorder recorder) {
        return new OfferWatch(offers, recorder);
    }

    @Bean
    BatchStore batchStore(@Value("${chirograph.data-dir:./data}") Path dataDir) throws IOException {
        return BatchStore.open(dataDir);
    }

    @Bean
    BatchLedger batchLedger(
            BatchStore batchStore, Recorder recorder, JournaledLines journaled, MeterRegistry registry) {
        var ledger = new BatchLedger(batchStore, recorder, journaled);
        Meters.of(registry, "chirograph.gateway.", ledger)
                .gauge("batch.lines", "lines of batches that have no end yet", BatchLedger::openLines);
        return ledger;
    }

    @Bean
    Batches batches(
            BatchLedger ledger,
            Admission admission,
            BatchProperties properties,
            CallCosts costs,
            GatewayMetrics metrics) {
        return new Batches(ledger, admission, properties, (line, asked, said, status, outcome) -> {
            Cost cost = costs.ofLine(line, asked, said, status, outcome);
            metrics.answered(line.provider(), said.with(cost));
            return cost;
        });
    }

    @Bean
    BatchesLifecycle batchesLifecycle(BatchLedger ledger, BatchProperties properties, Clock clock) {
        return new BatchesLifecycle(ledger, properties.keep(), clock);
    }

    @Bean
    OpenExchanges openExchanges(GatewayProperties properties, Providers providers) {
        return new OpenExchanges(properties.hangUpPoll(), providers::evict);
    }

    /// Tells open sockets of a stop before the web server begins to wait for them.
    @Bean
    SmartLifecycle socketDrain(OpenExchanges openExchanges) {
        return new SocketDrain(openExchanges);
    }

    private static final class SocketDrain extends LifecyclePart implements SmartLifecycle {
        private final OpenExchanges open;

        SocketDrain(OpenExchanges open) {
            super(Phase.LAST);
            this.open = open;
        }

        @Override
        protected Runnable begin() {
            return open::drain;
        }
    }

    @Bean
    Upstream sandbox(GatewayProperties properties) {
        return new SandboxUpstream(properties.sandbox().pause());
    }

    @Bean
    Providers providers(GatewayProperties properties, Upstream sandbox) {
        return new Providers(properties, sandbox).start();
    }

    @Bean
    ProviderCredentials providerCredentials(Providers providers, Recorder recorder, GatewayProperties properties) {
        return new ProviderCredentials(providers, recorder, properties.credentialPoll());
    }

    @Bean
    BodyReceiver bodyReceiver(Spool spool, GatewayProperties properties) {
        return new BodyReceiver(spool, (int) properties.memoryBody().toBytes());
    }

    @Bean
    ContentCapture contentCapture(
            Recorder recorder,
            ContentRedactor redactor,
            ContentSealer sealer,
            ContentKeys keys,
            ContentProperties content,
            Spool spool) {
        return new ContentCapture(recorder, redactor, sealer, keys, content, memory -> new WaitingBody(spool, memory));
    }

    @Bean
    TenantIsolation tenantIsolation(ResourceOwnershipStore keptObjects, Callers callers) {
        return new TenantIsolation(keptObjects, new UploadTickets(System::nanoTime), callers::isOnly);
    }

    @Bean
    ExternalUrl externalUrl(GatewayProperties properties, TrustedProxies proxies) {
        return new ExternalUrl(properties.externalUrl(), proxies);
    }

    /// Before every other filter: a model call reaches its handler and nothing else.
    @Bean
    FilterRegistrationBean<FrontFilter> gatewayFront(CallHandler calls) {
        var registration = new FilterRegistrationBean<>(new FrontFilter(calls));
        registration.addUrlPatterns("/*");
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        registration.setName("gateway");
        return registration;
    }
}
