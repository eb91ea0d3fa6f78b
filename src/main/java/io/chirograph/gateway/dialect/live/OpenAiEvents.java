package io.chirograph.gateway.dialect.live;

import io.chirograph.gateway.dialect.ErrorBody;
import io.chirograph.gateway.dialect.ErrorFacts;
import io.chirograph.gateway.dialect.live.ClientSays.Begins;
import io.chirograph.gateway.dialect.live.ProviderSays.Step;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Events of OpenAI's Realtime API, and of its Responses API over a WebSocket.
///
/// A recording begins a turn as long as nobody has said that the provider does not answer by itself: voice detection
/// is on where a session says nothing of it.
final class OpenAiEvents implements LiveDialect {
    private static final byte[] NOTHING = "{}".getBytes(StandardCharsets.US_ASCII);
    private static final String APPEND = "input_audio_buffer.append";
    private static final String COMMIT = "input_audio_buffer.commit";
    private static final String HEARD = "conversation.item.input_audio_transcription.";

    /// What makes no model work.
    private static final Set<String> ASIDE = Set.of(
            "session.update",
            "transcription_session.update",
            "input_audio_buffer.clear",
            "output_audio_buffer.clear",
            "conversation.item.create",
            "conversation.item.retrieve",
            "conversation.item.truncate",
            "conversation.item.delete",
            "response.cancel");

    private static final Set<String> ENDS =
            Set.of("response.done", "response.completed", "response.failed", "response.incomplete");

    private final boolean isResponses;
    private volatile @Nullable String model;
    private volatile boolean isAnswered = true;
    private volatile boolean isDetected = true;
    private volatile boolean isTranscribed;

    OpenAiEvents(boolean isResponses, @Nullable String model) {
        this.isResponses = isResponses;
        this.model = model;
    }

    @Override
    public @Nullable String model() {
        return model;
    }

    @Override
    public ClientSays client(byte[] message) {
        Members members = Members.of(message);
        List<String> types = members == null ? List.of() : members.all("type");
        if (members == null || types.isEmpty()) {
            return ClientSays.UNREADABLE;
        }
        Begins begins = Begins.NOTHING;
        for (String type : types) { // a provider may go by any of several
            Begins one = begins(type);
            begins = one.compareTo(begins) > 0 ? one : begins;
        }
        if (types.contains("session.update")) {
            Members session = members.inside("session");
            String named = session == null ? null : session.word("model");
            model = named == null ? model : named;
        }
        byte[] response = isResponses ? message : members.slice("response");
        return new ClientSays(
                begins,
                types.getLast(),
                types.equals(List.of(APPEND)),
                types.equals(List.of(COMMIT)) && !isAnswered && !isTranscribed,
                members.word("event_id"),
                members.word("stream_id"),
                response == null ? NOTHING : response);
    }

    private Begins begins(String type) {
        if (isResponses) {
            return type.equals("response.cancel") ? Begins.NOTHING : Begins.A_TURN;
        }
        return switch (type) {
            case APPEND -> isDetected ? Begins.PERHAPS : Begins.NOTHING;
            case COMMIT -> Begins.PERHAPS;
            default -> ASIDE.contains(type) ? Begins.NOTHING : Begins.A_TURN;
        };
    }

    @Override
    public ProviderSays provider(byte[] message) {
        Members members = Members.of(message);
        String type = members == null ? null : members.word("type");
        if (members == null || type == null) {
            return ProviderSays.NOTHING;
        }
        if (type.equals("session.created") || type.equals("session.updated")) {
            session(members.inside("session"));
        }
        String lane = members.word("stream_id");
        if (type.equals("error")) {
            return error(members.inside("error"), lane);
        }
        boolean isOutput = type.startsWith("response.");
        Members response = isOutput ? members.inside("response") : null;
        String said = isOutput ? members.word("response_id") : null;
        String id = response == null ? said : response.word("id");
        if (type.equals("response.created")) {
            return new ProviderSays(Step.BEGINS, id, false, null, lane);
        }
        if (ENDS.contains(type)) {
            String status = response == null ? null : response.word("status");
            return new ProviderSays(Step.ENDS, id, type.endsWith(".failed") || "failed".equals(status), null, lane);
        }
        if (type.equals("response.steer.failed")) {
            return new ProviderSays(Step.REJECTED, null, true, null, lane);
        }
        boolean isHeard = (type.equals(HEARD + "completed") || type.equals(HEARD + "failed"))
                ? isTranscribed && !isAnswered
                : type.equals("input_audio_buffer.committed") && !isTranscribed && !isAnswered;
        if (type.startsWith("response.steer.")) {
            return new ProviderSays(type.endsWith(".pending") ? Step.QUEUED : Step.NONE, null, false, null, lane);
        }
        return new ProviderSays(isHeard ? Step.HEARD : isOutput ? Step.OUTPUT : Step.NONE, id, false, null, lane);
    }

    /// What an error is about: of Responses the turn; of Realtime the message that it names, else the newest turn that
    /// waits where it can be about nothing else.
    private ProviderSays error(@Nullable Members error, @Nullable String lane) {
        String eventId = error == null ? null : error.word("event_id");
        String code = error == null ? null : error.word("code");
        String field = error == null ? null : error.word("param");
        if (isResponses) {
            return new ProviderSays(Step.FAILED, null, true, null, lane);
        }
        boolean isAboutResponse = "conversation_already_has_active_response".equals(code)
                || (field != null && field.startsWith("response"));
        return new ProviderSays(
                eventId != null || isAboutResponse ? Step.REJECTED : Step.NONE, null, true, eventId, lane);
    }

    /// What the provider says of how it listens. Both forms of the API are read.
    private void session(@Nullable Members session) {
        if (session == null) {
            return;
        }
        Members audio = session.inside("audio");
        Members input = audio == null ? null : audio.inside("input");
        Members holder = input == null ? session : input;
        Members detection = holder.inside("turn_detection");
        isDetected = detection != null || !holder.has("turn_detection");
        isAnswered = isDetected
                && !"transcription".equals(session.word("type"))
                && (detection == null || !"false".equals(detection.word("create_response")));
        isTranscribed = holder.inside(input == null ? "input_audio_transcription" : "transcription") != null;
    }

    @Override
    public byte[] error(ErrorFacts error, ClientSays about) {
        Map<String, @Nullable Object> said = ErrorBody.openAi(error);
        Map<String, @Nullable Object> event = new LinkedHashMap<>();
        event.put("type", "error");
        if (isResponses) {
            event.put("status", error.status());
            if (about.lane() != null) {
                event.put("stream_id", about.lane());
            }
        } else {
            event.put("event_id", "event_" + error.callId());
            said.put("event_id", about.eventId());
        }
        event.put("error", said);
        return ErrorBody.bytes(event);
    }
}
