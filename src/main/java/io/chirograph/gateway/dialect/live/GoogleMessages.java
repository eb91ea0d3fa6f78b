package io.chirograph.gateway.dialect.live;

import io.chirograph.gateway.dialect.ErrorFacts;
import io.chirograph.gateway.dialect.live.ClientSays.Begins;
import io.chirograph.gateway.dialect.live.ProviderSays.Step;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Messages of Google's Live API. Names have both forms that Protocol Buffers' JSON allows.
///
/// One response is under way at a time, and no message names it.
final class GoogleMessages implements LiveDialect {
    private static final byte[] NOTHING = "{}".getBytes(StandardCharsets.US_ASCII);
    private static final String THE_ONE = "live";
    private static final String MODELS = "models/";
    private static final Set<String> KNOWN = Set.of(
            "setup",
            "clientContent",
            "client_content",
            "realtimeInput",
            "realtime_input",
            "toolResponse",
            "tool_response");

    private volatile @Nullable String model;
    private volatile byte[] setup = NOTHING;

    GoogleMessages(@Nullable String model) {
        this.model = model;
    }

    @Override
    public @Nullable String model() {
        return model;
    }

    @Override
    public ClientSays client(byte[] message) {
        Members members = Members.of(message);
        if (members == null || members.names().isEmpty()) {
            return ClientSays.UNREADABLE;
        }
        byte[] said = members.slice("setup");
        Members opening = members.inside("setup");
        if (said != null && opening != null) {
            setup = said;
            String named = opening.word("model");
            model = named == null ? model : named.startsWith(MODELS) ? named.substring(MODELS.length()) : named;
        }
        Begins begins = Begins.NOTHING;
        boolean isMedia = false;
        String word = members.names().getFirst();
        for (String name : members.names()) {
            Begins one = begins(members, name);
            if (one.compareTo(begins) > 0) {
                begins = one;
                word = name;
            }
            Members input = name.startsWith("realtime") ? members.inside(name) : null;
            isMedia = members.names().size() == 1 && input != null && !input.has("text");
        }
        return new ClientSays(begins, KNOWN.contains(word) ? word : "other", isMedia, false, null, null, setup);
    }

    private static Begins begins(Members members, String name) {
        return switch (name) {
            case "setup" -> Begins.NOTHING;
            case "clientContent", "client_content" -> {
                Members content = members.inside(name);
                boolean isOpen = content != null
                        && !content.all("turnComplete").contains("true")
                        && !content.all("turn_complete").contains("true");
                yield isOpen ? Begins.NOTHING : Begins.A_TURN;
            }
            case "realtimeInput", "realtime_input" -> Begins.PERHAPS;
            case "toolResponse", "tool_response" -> Begins.REST;
            default -> Begins.A_TURN;
        };
    }

    @Override
    public ProviderSays provider(byte[] message) {
        Members members = Members.of(message);
        if (members == null) {
            return ProviderSays.NOTHING;
        }
        Members content = members.inside("serverContent", "server_content");
        if (content != null && "true".equals(content.word("turnComplete", "turn_complete"))) {
            return new ProviderSays(Step.ENDS, THE_ONE, false, null, null);
        }
        boolean isOutput = members.has("toolCall", "tool_call")
                || (content != null
                        && (content.has("modelTurn", "model_turn")
                                || content.has("outputTranscription", "output_transcription")));
        return new ProviderSays(isOutput ? Step.OUTPUT : Step.NONE, isOutput ? THE_ONE : null, false, null, null);
    }

    @Override
    public byte @Nullable [] error(ErrorFacts error, ClientSays about) {
        return null;
    }
}
