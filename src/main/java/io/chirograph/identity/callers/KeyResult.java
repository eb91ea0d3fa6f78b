package io.chirograph.identity.callers;

import io.chirograph.event.value.Actor;
import io.chirograph.web.ErrorCode;

/// What a presented credential proves.
public sealed interface KeyResult {
    /// It is in force. The actor holds `application` and `tenant`, and as far as they are known `team`, `keyId`,
    /// `subject` and `issuer`, all verified.
    /// @param keyId the gateway key's id; empty for a token
    record Known(String keyId, Actor actor, Grants grants) implements KeyResult {}

    /// It is one of ours and not to be used, or not now, or not from there.
    record Barred(String keyId, Actor actor, Bar bar) implements KeyResult {}

    /// It is a token that does not let anybody in.
    /// @param reason for the caller
    record Refused(String reason) implements KeyResult {}

    /// It is a token of an issuer whose keys cannot be had now.
    record Undecided() implements KeyResult {}

    /// Unknown id or wrong secret; the caller gets the same response for both.
    record Unknown(Reason reason) implements KeyResult {}

    /// Why a credential is not known.
    enum Reason {
        /// Not of the form `cg_<id>_<secret>`, such as a provider's own key.
        NOT_A_GATEWAY_KEY,
        /// No such id, or another secret.
        NO_SUCH_KEY
    }

    /// Why a credential that is ours does not help.
    enum Bar {
        DISABLED(ErrorCode.KEY_DISABLED, "it was disabled"),
        EXPIRED(ErrorCode.KEY_EXPIRED, "it has expired"),
        ADDRESS(ErrorCode.ADDRESS_REFUSED, "it may not be used from this address");

        private final ErrorCode code;
        private final String why;

        Bar(ErrorCode code, String why) {
            this.code = code;
            this.why = why;
        }

        public ErrorCode code() {
            return code;
        }

        /// For the caller.
        public String why() {
            return why;
        }
    }
}
