package io.chirograph.e2e;

import io.chirograph.standin.RawUpstream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// One gateway and one stand-in provider for all the tests that share them; a test class takes it with
/// `@ExtendWith(Stage.class)` and a parameter of type [Stage].
///
/// Providers: `sandbox`; `standin` (OpenAI's dialect) and `standin-a` (Anthropic's) and `standin-g` (Google's) at the
/// stand-in's root;
/// `based` (generic) below its `/base/path`; `down`, where nobody listens; `raw` (OpenAI's), which says what the
/// test has [#raw()] say.
public final class Stage implements AutoCloseable, BeforeAllCallback, ParameterResolver {
    private @Nullable Running running;

    private record Running(Path directory, StandinProcess standin, RawUpstream raw, GatewayProcess gateway) {}

    private Stage open() {
        try {
            Path directory = Files.createTempDirectory("chirograph-e2e");
            var standin = StandinProcess.start(directory);
            List<String> arguments = new ArrayList<>();
            arguments.addAll(List.of(GatewayProcess.provider("standin", "openai", standin.baseUrl())));
            arguments.addAll(List.of(GatewayProcess.provider("standin-a", "anthropic", standin.baseUrl())));
            arguments.addAll(List.of(GatewayProcess.provider("standin-g", "gemini", standin.baseUrl())));
            arguments.addAll(List.of(GatewayProcess.provider("based", "generic", standin.baseUrl() + "/base/path")));
            arguments.addAll(List.of(GatewayProcess.provider("down", "openai", "http://127.0.0.1:1")));
            var raw = new RawUpstream((connection, wire) -> {});
            String rawUrl = raw.url().toString();
            arguments.addAll(List.of(GatewayProcess.provider("raw", "openai", rawUrl)));
            arguments.add("--chirograph.gateway.sandbox.pause=100ms");
            var gateway = GatewayProcess.start(directory, arguments.toArray(String[]::new));
            running = new Running(directory, standin, raw, gateway);
            return this;
        } catch (IOException e) {
            throw new IllegalStateException("the stage could not be set", e);
        }
    }

    private Running running() {
        return Objects.requireNonNull(running, "the stage is not set");
    }

    public GatewayProcess gateway() {
        return running().gateway();
    }

    public StandinProcess standin() {
        return running().standin();
    }

    public RawUpstream raw() {
        return running().raw();
    }

    public Http http() throws IOException {
        return new Http(gateway().port(), gateway().key());
    }

    /// The same requests, without the gateway.
    public Http direct() {
        return new Http(standin().port(), "none");
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        shared(context);
    }

    private static Stage shared(ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.create(Stage.class))
                .computeIfAbsent("stage", key -> new Stage().open(), Stage.class);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Stage.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return shared(context);
    }

    @Override
    public void close() throws IOException {
        gateway().close();
        standin().close();
        raw().close();
        try (var files = Files.walk(running().directory())) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
