package io.chirograph.retention.erasure;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An erasure as it is remembered.
/// @param subject the person; null once it is over
/// @param proof by which a person is known again who is not named any more
/// @param keyIds of the person's keys when it was asked for
/// @param refused what is held; null where nothing is
public record Erasure(
        UUID requestId,
        State state,
        Instant at,
        String tenant,
        @Nullable String subject,
        SubjectProof proof,
        String reason,
        String legalBasis,
        String operator,
        List<String> keyIds,
        Reach reach,
        @Nullable String refused,
        @Nullable Instant ended) {
    /// How far it has come.
    public enum State {
        ASKED,
        REQUESTED,
        REFUSING,
        REFUSED,
        DESTROYED,
        DONE;

        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        boolean isEnd() {
            return this == REFUSED || this == DONE;
        }
    }

    Erasure in(State next) {
        return with(next, subject, refused, ended);
    }

    Erasure refusing(String held) {
        return with(State.REFUSING, subject, held, ended);
    }

    /// The end, without the person's name.
    Erasure ended(State end, Instant now) {
        return with(end, null, refused, now);
    }

    private Erasure with(State now, @Nullable String person, @Nullable String why, @Nullable Instant over) {
        return new Erasure(
                requestId, now, at, tenant, person, proof, reason, legalBasis, operator, keyIds, reach, why, over);
    }

    boolean isOf(ErasureQuestion question) {
        return tenant.equals(question.tenant())
                && reason.equals(question.reason())
                && legalBasis.equals(question.legalBasis())
                && proof.isOf(question.subject());
    }

    @Override
    public String toString() {
        return "erasure " + requestId + " " + state.word();
    }
}
