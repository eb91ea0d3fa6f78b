package io.chirograph.forwarding;

import io.chirograph.event.encoding.CanonicalJson;
import io.chirograph.support.digest.Sha256;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// API Activity (6003) of OCSF, one JSON object a line, in ASCII.
///
/// What an event does not say and the class requires is `Unknown`: the end of a call does not repeat who
/// called; its `metadata.correlation_uid` finds the start, which does.
final class OcsfForm implements EventForm {
    /// The version of the schema.
    static final String VERSION = "1.9.0";

    private static final int APPLICATION = 6;
    private static final int API_ACTIVITY = 6003;
    private static final int OTHER = 99;
    private static final String UNKNOWN = "Unknown";
    private final String version;
    private final boolean integrity;
    private final boolean raw;

    /// @param version of this program
    /// @param integrity whether a record bears the `record_integrity` profile
    /// @param raw whether it bears the event as it is in the log
    OcsfForm(String version, boolean integrity, boolean raw) {
        this.version = version;
        this.integrity = integrity;
        this.raw = raw;
    }

    /// The same without the event as it is in the log.
    OcsfForm mapped() {
        return new OcsfForm(version, integrity, false);
    }

    @Override
    public byte[] record(ForwardedEvent event) {
        String type = event.view().type();
        int activity = activity(type);
        ObjectNode out = JSON.createObjectNode();
        out.put("category_uid", APPLICATION).put("category_name", "Application Activity");
        out.put("class_uid", API_ACTIVITY).put("class_name", "API Activity");
        out.put("activity_id", activity).put("activity_name", activity == OTHER ? type : name(activity));
        out.put("type_uid", API_ACTIVITY * 100L + activity);
        out.put("time", event.view().time().toEpochMilli());
        out.put("severity_id", event.isTrouble() ? 2 : 1).put("severity", event.isTrouble() ? "Low" : "Informational");
        status(out, event);
        actor(out.putObject("actor").putObject("user"), event);
        api(out.putObject("api"), event);
        String peer = event.text("peer");
        out.putObject("src_endpoint").put(peer == null ? "name" : "ip", peer == null ? UNKNOWN : peer);
        boolean model = model(out, event);
        metadata(out.putObject("metadata"), event, model);
        out.putObject("unmapped")
                .put("chirograph_log", event.log())
                .put("chirograph_position", event.position())
                .put("chirograph_leaf", event.leafText());
        if (raw) {
            out.put("raw_data", event.raw());
        }
        if (integrity) {
            attest(out, event);
        }
        return JSON.writeValueAsBytes(out);
    }

    private static int activity(String type) {
        return switch (type) {
            case "audit.read" -> 2;
            case "config.changed", "permission.changed", "retention.changed", "state.changed", "switch.thrown" -> 3;
            case "payload.erased", "key.destroyed" -> 4;
            default -> OTHER;
        };
    }

    private static String name(int activity) {
        return switch (activity) {
            case 2 -> "Read";
            case 3 -> "Update";
            default -> "Delete";
        };
    }

    private static void status(ObjectNode out, ForwardedEvent event) {
        String outcome = event.outcome();
        if (outcome != null) {
            boolean isWell = !event.isTrouble();
            out.put("status_id", isWell ? 1 : 2).put("status", isWell ? "Success" : "Failure");
            String reason = event.text("reason");
            String code = event.text("code");
            String detail = reason == null ? code : reason;
            out.put("status_detail", detail == null ? outcome : outcome + ": " + detail);
        }
        Long status = event.number("status");
        if (status != null) {
            out.put("status_code", Long.toString(status));
        }
    }

    /// Proven facts before asserted ones; of a log's own events the log itself.
    private static void actor(ObjectNode user, ForwardedEvent event) {
        String who = event.view().data().has("operator") ? "operator" : "actor";
        String uid = first(
                event.text(who, "verified", "subject"),
                event.text(who, "verified", "keyId"),
                event.text(who, "asserted", "user"));
        String name = first(
                event.text(who, "verified", "name"),
                event.text(who, "verified", "application"),
                event.text(who, "verified", "tenant"));
        boolean isOwn =
                event.view().type().startsWith("log.") || event.view().type().equals("recording.lapsed");
        if (uid != null) {
            user.put("uid", uid);
        }
        if (name != null || uid == null) {
            user.put("name", isOwn ? event.origin() : Objects.requireNonNullElse(name, UNKNOWN));
        }
    }

    private static @Nullable String first(@Nullable String... values) {
        for (String value : values) {
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    private static void api(ObjectNode api, ForwardedEvent event) {
        String operation = event.text("gen_ai.operation.name");
        api.put("operation", operation == null ? event.view().type() : operation);
        String call = event.text("callId");
        if (call != null) {
            api.putObject("request").put("uid", call);
        }
        String provider = event.text("provider");
        if (provider != null) {
            api.putObject("service").put("name", provider);
        }
        Long status = event.number("status");
        if (status != null) {
            api.putObject("response").put("code", status);
        }
    }

    /// The `ai_operation` profile, where a model is named.
    private static boolean model(ObjectNode out, ForwardedEvent event) {
        String model = first(event.text("gen_ai.response.model"), event.text("gen_ai.request.model"));
        if (model == null) {
            return false;
        }
        String provider =
                Objects.requireNonNullElse(first(event.text("gen_ai.provider.name"), event.text("provider")), UNKNOWN);
        out.putObject("ai_model").put("name", model).put("model_name", model).put("ai_provider", provider);
        ObjectNode context = out.putObject("message_context");
        boolean isAnswer = event.view().type().equals("ai.call.completed");
        context.put("ai_role_id", isAnswer ? 2 : 1).put("ai_role", isAnswer ? "Assistant" : "User");
        context.putObject("service").put("name", provider);
        Long input = event.number("gen_ai.usage.input_tokens");
        Long output = event.number("gen_ai.usage.output_tokens");
        if (input != null) {
            context.put("prompt_tokens", input);
        }
        if (output != null) {
            context.put("completion_tokens", output);
        }
        if (input != null && output != null) {
            context.put("total_tokens", input + output);
        }
        return true;
    }

    private void metadata(ObjectNode metadata, ForwardedEvent event, boolean model) {
        metadata.put("version", VERSION);
        metadata.putObject("product")
                .put("name", "Chirograph")
                .put("vendor_name", "Chirograph")
                .put("version", version);
        metadata.put("uid", event.view().id().toString());
        metadata.put("event_code", event.view().type());
        metadata.put("log_name", event.origin());
        metadata.put("sequence", event.position());
        String call = event.text("callId");
        if (call != null) {
            metadata.put("correlation_uid", call);
        }
        ArrayNode profiles = metadata.putArray("profiles");
        if (model) {
            profiles.add("ai_operation");
        }
        if (integrity) {
            profiles.add("record_integrity");
        }
        metadata.putArray("labels").add("gen_ai.semconv.commit:" + OtlpForm.GEN_AI_COMMIT);
    }

    /// A fingerprint over the record's RFC 8785 form without the fingerprint itself. It has no signature of
    /// its own: what is signed is the log's tree, and the leaf names the place in it.
    private static void attest(ObjectNode out, ForwardedEvent event) {
        ObjectNode attestation = out.putObject("attestation");
        attestation.put("uid", event.leafText());
        attestation.put("authority_uid", event.origin());
        attestation.put("chain_uid", event.log());
        String value = Sha256.hex(CanonicalJson.encode(out));
        attestation
                .putObject("fingerprint")
                .put("algorithm_id", 3)
                .put("algorithm", "SHA-256")
                .put("value", value);
    }

    @Override
    public byte[] body(List<byte[]> records) {
        return EventForm.join("", "\n", "\n", records);
    }
}
