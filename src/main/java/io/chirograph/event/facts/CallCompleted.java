package io.chirograph.event.facts;

import io.chirograph.event.EventType;
import io.chirograph.event.encoding.Fields;
import io.chirograph.event.value.Body;
import io.chirograph.event.value.ModelResponse;
import io.chirograph.event.value.Outcome;
import io.chirograph.event.value.ResponseEnd;
import io.chirograph.event.value.Returned;
import io.chirograph.event.value.Timing;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The facts of an `ai.call.completed` event: durable before the end of the response leaves for the caller.
/// @param reason a stable code for any outcome but `ok` (`connect-failed`, `first-byte-timeout`,
///     `idle-timeout`, `truncated`, `stream-error`, `http-status`, `client-closed`, `shutdown`, `crash`, …)
/// @param status the provider's HTTP status; null when none arrived
/// @param response the body as it came from the provider; null when none arrived
/// @param returned what went back in its place; null where it is what came
/// @param servedFrom the call whose response was served again from the cache; null where a provider was asked
/// @param attempts how many times a request was sent; null when that is unknown
/// @param served who answered, and the attempts that did not; null where there was one attempt and nothing was skipped
/// @param lines what it brought of lines of a batch; null where it fetched no results
/// @param bytesReleased body bytes given to the caller before the end was released; null when that is unknown
@Fact.Of(EventType.CALL_COMPLETED)
public record CallCompleted(
        UUID callId,
        Outcome outcome,
        @Nullable String reason,
        @Nullable Integer status,
        ModelResponse model,
        @Nullable Body response,
        @Nullable Returned returned,
        ResponseEnd end,
        @Nullable UUID servedFrom,
        @Nullable Integer attempts,
        @Nullable Served served,
        @Nullable Lines lines,
        @Nullable Long bytesReleased,
        Timing timing)
        implements Fact {
    /// Where the last attempt of a call went, and what came before it.
    /// @param provider the configured name
    /// @param model what the provider was asked for; null where that is what the caller named
    /// @param failed the attempts before it, in order; the first [#MOST] are listed
    /// @param skipped the targets that were passed over
    public record Served(
            String provider,
            @Nullable String region,
            @Nullable String model,
            List<Failed> failed,
            List<Skipped> skipped)
            implements Fields.Part {
        /// So many of each are listed.
        public static final int MOST = 16;

        public Served {
            failed = List.copyOf(failed);
            skipped = List.copyOf(skipped);
        }

        @Override
        public void writeTo(Fields data) {
            data.object(
                    "answeredBy",
                    by -> by.word("provider", provider).word("region", region).text("model", model, 256));
            data.values(
                    "failedAttempts",
                    failed.stream()
                            .map(one -> members(one.provider, one.model, one.reason, one.status))
                            .toList(),
                    MOST,
                    256);
            data.values(
                    "skippedTargets",
                    skipped.stream()
                            .map(one -> members(one.provider, one.model, one.reason, null))
                            .toList(),
                    MOST,
                    256);
        }

        private static Map<String, Object> members(
                String provider, @Nullable String model, String reason, @Nullable Integer status) {
            Map<String, Object> members = new TreeMap<>(Map.of("provider", provider, "reason", reason));
            if (model != null) {
                members.put("model", model);
            }
            if (status != null) {
                members.put("status", status);
            }
            return members;
        }
    }

    /// An attempt after which another one followed.
    /// @param reason a stable code
    /// @param status null where no answer came
    public record Failed(
            String provider,
            @Nullable String model,
            String reason,
            @Nullable Integer status) {}

    /// A target that was not tried.
    /// @param reason a stable code: what policy would refuse it for, or why it could not be tried
    public record Skipped(String provider, @Nullable String model, String reason) {}

    /// What a call that fetched results of a batch brought.
    /// @param batch the call that submitted the batch
    /// @param ended lines that ended with it
    /// @param before lines that had ended before
    /// @param unknown results of ids that no line of the batch has
    /// @param unread what could not be read as a result
    /// @param unknownIds the first [Served#MOST] of those ids
    public record Lines(UUID batch, long ended, long before, long unknown, long unread, List<String> unknownIds)
            implements Fields.Part {
        public Lines {
            unknownIds = List.copyOf(unknownIds);
        }

        @Override
        public void writeTo(Fields data) {
            data.id("batch", batch)
                    .number("ended", ended)
                    .number("before", before)
                    .number("unknown", unknown)
                    .number("unread", unread)
                    .texts("unknownIds", unknownIds, Served.MOST, Fields.WORD);
        }
    }

    /// A call of whose response nothing is known.
    public static CallCompleted withoutResponse(UUID callId, Outcome outcome, String reason) {
        return new CallCompleted(
                callId,
                outcome,
                reason,
                null,
                ModelResponse.NONE,
                null,
                null,
                ResponseEnd.NONE,
                null,
                null,
                null,
                null,
                null,
                Timing.UNKNOWN);
    }

    @Override
    public void writeTo(Fields data) {
        data.id("callId", callId)
                .constant("outcome", outcome.wire())
                .word("reason", reason)
                .constant("served", servedFrom == null ? null : "cache")
                .id("servedFrom", servedFrom)
                .number("status", status)
                .number("attempts", attempts)
                .number("bytesReleased", bytesReleased);
        if (served != null) {
            served.writeTo(data);
        }
        model.writeTo(data);
        end.writeTo(data);
        timing.writeTo(data);
        data.object("lines", lines).object("response", response).object("returned", returned);
    }
}
