package io.chirograph.gateway;

import io.chirograph.content.redaction.ContentRedactor;
import io.chirograph.e2e.Http;
import io.chirograph.event.EventView;
import io.chirograph.gateway.upstream.Upstream;
import io.chirograph.identity.callers.CallerParts;
import io.chirograph.identity.callers.GatewayKeys;
import io.chirograph.identity.callers.Grants;
import io.chirograph.identity.callers.StoredKey;
import io.chirograph.journal.Journal;
import io.chirograph.receipts.Receipts;
import io.chirograph.recording.FakeJournal;
import io.chirograph.recording.RetentionCodes;
import io.chirograph.standin.RawUpstream;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.note.Ed25519Signer;
import io.chirograph.tlog.note.SigningException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.core.type.classreading.MetadataReader;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;

/// The gateway in the test's own process: its Tomcat, valves, filter and servlet as the program configures them, over
/// a journal in memory and a provider of which the test chooses every byte. Starts in well under a second.
///
/// Providers: `o` (OpenAI's dialect), `a` (Anthropic's), `g` (Google's), `x` (generic), which all lead to
/// [#provider()]; `down`, where nobody listens; `faulty`, whose upstream throws. No limit is short: a test that is
/// about one adds a provider of which that one alone is. One gateway key, `acme`, of the tenant of that name.
public final class GatewayHarness implements AutoCloseable {
    /// Stands in a setting for the URL of [#provider()].
    public static final String PROVIDER = "{provider}";

    /// Content type of a request that nobody can look through.
    public static final String UNREADABLE = "application/x-unreadable";

    private static final String OK = "{\"id\":\"r-1\",\"model\":\"m\",\"choices\":[]}";

    private final Path directory;
    private final RawUpstream provider;
    private final AnnotationConfigServletWebServerApplicationContext context;
    private volatile String lastBody = "";
    private final Map<String, StoredKey.Made> keys = new HashMap<>();

    private GatewayHarness(Path directory, RawUpstream provider, List<String> settings) throws IOException {
        this.directory = directory;
        this.provider = provider;
        context = new Context();
        var sources = context.getEnvironment().getPropertySources();
        Map<String, Object> own = new HashMap<>();
        for (String setting : settings) {
            String[] parts = setting.split("=", 2);
            own.put(parts[0], parts[1]);
        }
        sources.addFirst(new MapPropertySource("harness", own));
        new YamlPropertySourceLoader()
                .load("application.yml", new ClassPathResource("application.yml"))
                .forEach(sources::addLast);
        context.getBeanFactory().setConversionService(ApplicationConversionService.getSharedInstance());
        context.register(Parts.class);
        context.refresh();
        add("acme", "acme", Grants.UNLIMITED);
    }

    /// Starts it.
    ///
    /// @param settings `name=value`, without the `chirograph.` that they all begin with
    public static GatewayHarness start(String... settings) throws IOException {
        Path directory = Files.createTempDirectory("chirograph-harness");
        var provider = new RawUpstream((connection, wire) -> {});
        List<String> all = new ArrayList<>(List.of(
                "server.port=0",
                "chirograph.log.origin=example.com/harness",
                "chirograph.data-dir=" + directory,
                "chirograph.home=" + directory,
                "chirograph.pricing.file=config/prices.yml",
                "chirograph.environment=development",
                "chirograph.recording.unauthenticated-per-source=10000",
                "chirograph.recording.unauthenticated-per-minute=10000",
                "chirograph.gateway.hang-up-poll=40ms"));
        for (String[] each : new String[][] {
            {"o", "openai"}, {"a", "anthropic"}, {"g", "gemini"}, {"x", "generic"},
        }) {
            all.addAll(provider(each[0], each[1], provider.url()));
        }
        all.addAll(provider("down", "openai", URI.create("http://127.0.0.1:1")));
        all.add("chirograph.gateway.providers.faulty.dialect=sandbox");
        for (String setting : settings) {
            all.add("chirograph." + setting.replace(PROVIDER, provider.url().toString()));
        }
        var harness = new GatewayHarness(directory, provider, all);
        harness.providerSays("application/json", OK);
        return harness;
    }

    /// The settings of one more provider.
    static List<String> provider(String name, String dialect, URI url) {
        String prefix = "chirograph.gateway.providers." + name + ".";
        return List.of(
                prefix + "base-url=" + url,
                prefix + "dialect=" + dialect,
                prefix + "credential=secret-of-" + name,
                prefix + "idle-connection=1ns"); // each call has a connection of its own, which says what the test set
    }

    /// Adds a gateway key.
    public void add(String id, String tenant, Grants grants) {
        keys.put(id, StoredKey.make(id, "shop", tenant, "web", grants, Instant.now()));
        inForce();
    }

    /// Disables a gateway key.
    public void disable(String id) {
        keys.computeIfPresent(id, (name, made) -> new StoredKey.Made(made.key().disable(Instant.now()), made.text()));
        inForce();
    }

    private void inForce() {
        bean(GatewayKeys.class)
                .stored(keys.values().stream().map(StoredKey.Made::key).toList(), List.of());
    }

    public String key(String id) {
        StoredKey.Made made = keys.get(id);
        if (made == null) {
            throw new AssertionError("no key " + id);
        }
        return made.text();
    }

    public int port() {
        var server = context.getWebServer();
        return server == null ? -1 : server.getPort();
    }

    /// A caller with this key in `Chirograph-Key`.
    public Http as(String key) {
        return new Http(port(), key(key));
    }

    /// A caller of tenant `acme`.
    public Http http() {
        return as("acme");
    }

    /// Sends a request as it is, and reads the answer.
    public Http.Answer raw(String request) throws IOException {
        try (Socket socket = http().connect()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return Http.read(socket, request.split("\\s", 2)[0]);
        }
    }

    /// The data directory.
    public Path data() {
        return directory;
    }

    public RawUpstream provider() {
        return provider;
    }

    /// Has the provider answer every request with these bytes, of known length.
    public void providerSays(String type, String body) {
        providerSays("HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\nContent-Length: "
                + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body);
    }

    /// Has the provider answer every request with this.
    public void providerSays(String answer) {
        provider.says((connection, wire) -> {
            lastBody = wire.body();
            wire.raw(answer.getBytes(StandardCharsets.UTF_8));
        });
    }

    /// The body that the provider was sent last, of those that [#providerSays] answered.
    public String lastBody() {
        return lastBody;
    }

    public FakeJournal journal() {
        return bean(FakeJournal.class);
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /// The data of the only event of this type about a call; waits for it.
    public JsonNode event(String type, String callId) {
        return Awaitility.await()
                .pollInterval(java.time.Duration.ofMillis(10))
                .until(() -> find(type, callId), found -> found != null);
    }

    /// The same; null where there is none by now.
    public @Nullable JsonNode find(String type, String callId) {
        List<EventView> found = journal().events().stream()
                .filter(event -> event.type().equals(type)
                        && event.data().path("callId").asString("").equals(callId))
                .toList();
        if (found.size() > 1) {
            throw new AssertionError("more than one " + type + " of " + callId);
        }
        return found.isEmpty() ? null : found.getFirst().data();
    }

    public JsonNode completed(Http.Answer answer) {
        return event("ai.call.completed", answer.callId());
    }

    /// The event of the last call that started, how it ended; waits for it.
    public JsonNode lastCompleted() {
        String callId = journal().events().stream()
                .filter(event -> event.type().equals("ai.call.started"))
                .reduce((first, second) -> second)
                .orElseThrow(() -> new AssertionError("no call started"))
                .data()
                .path("callId")
                .asString("");
        return event("ai.call.completed", callId);
    }

    public long count(String type) {
        return journal().types().stream().filter(type::equals).count();
    }

    /// What a counter says; 0 where nothing was counted.
    public double counted(String meter, String tag, String value) {
        var counter = bean(MeterRegistry.class).find(meter).tag(tag, value).counter();
        return counter == null ? 0 : counter.count();
    }

    @Override
    public void close() throws IOException {
        context.close();
        provider.close();
        FileSystemUtils.deleteRecursively(directory);
    }

    /// Gateways that the tests of a class share where their settings are the same; each test begins with the provider's
    /// usual answer. For tests that leave nothing behind but calls.
    public static final class Shared implements AfterAllCallback {
        private final Map<List<String>, GatewayHarness> started = new HashMap<>();

        /// Starts it, or hands out the one that has these settings.
        public GatewayHarness start(String... settings) throws IOException {
            List<String> all = List.of(settings);
            GatewayHarness harness = started.get(all);
            if (harness == null) {
                harness = GatewayHarness.start(settings);
                started.put(all, harness);
            }
            harness.lastBody = "";
            harness.providerSays("application/json", OK);
            return harness;
        }

        @Override
        public void afterAll(ExtensionContext context) throws IOException {
            for (GatewayHarness harness : started.values()) {
                harness.close();
            }
            started.clear();
        }
    }

    /// A context whose scan reads each class once for all starts of the JVM: to read them anew was a third of a start.
    private static final class Context extends AnnotationConfigServletWebServerApplicationContext {
        private static final Map<Resource, Object> READ = new ConcurrentHashMap<>();

        @Override
        @SuppressWarnings("unchecked") // one map for one type
        public <T> Map<Resource, T> getResourceCache(Class<T> type) {
            return type == MetadataReader.class ? (Map<Resource, T>) READ : super.getResourceCache(type);
        }
    }

    // No stereotype: component scans of other tests must pass it by.
    @ImportAutoConfiguration({PropertyPlaceholderAutoConfiguration.class, TomcatServletWebServerAutoConfiguration.class
    })
    @ComponentScan({
        "io.chirograph.content",
        "io.chirograph.gateway",
        "io.chirograph.limits",
        "io.chirograph.policy",
        "io.chirograph.pricing",
        "io.chirograph.recording",
        "io.chirograph.state",
        "io.chirograph.switches"
    })
    @Import(CallerParts.class)
    static class Parts {
        @Bean
        Clock clock() {
            return Clock.systemUTC();
        }

        @Bean
        MeterRegistry meters() {
            return new SimpleMeterRegistry();
        }

        @Bean(destroyMethod = "")
        Journal journal() {
            return new FakeJournal();
        }

        @Bean
        Receipts receipts() throws MalformedException, SigningException {
            var log = Ed25519Signer.ofSeed("example.com/harness", new byte[32]);
            return Receipts.start(log.verifierKey(), log);
        }

        @Bean
        RetentionCodes retentionCodes() {
            return RetentionCodes.DEFAULT;
        }

        /// The rest of the application, which reserved paths lead to.
        @Bean
        ServletRegistrationBean<HttpServlet> rest() {
            return new ServletRegistrationBean<>(new HttpServlet() {}, "/");
        }

        /// A body of type [#UNREADABLE] cannot be read back.
        @Bean
        @Primary
        ContentRedactor redactor(@Qualifier("contentRedactor") ContentRedactor real) {
            return new ContentRedactor() {
                @Override
                public Report redact(Subject subject, InputStream body, OutputStream out) throws IOException {
                    return real.redact(subject, body, out);
                }

                @Override
                public Report scan(Subject subject, InputStream body) throws IOException {
                    if (UNREADABLE.equals(subject.contentType())) {
                        throw new IOException("the disk is gone");
                    }
                    return real.scan(subject, body);
                }
            };
        }

        /// In the place of the sandbox: a fault of the gateway's own while it calls a provider.
        @Bean
        @Primary
        Upstream faulty() {
            return request -> {
                throw new IllegalStateException("a fault inside the gateway");
            };
        }
    }
}
