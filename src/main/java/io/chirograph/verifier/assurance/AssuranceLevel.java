package io.chirograph.verifier.assurance;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// Who else than the log's operator stands for what a log says; each is more than the one before.
public enum AssuranceLevel {
    /// Nobody.
    @JsonProperty("self-attested")
    SELF_ATTESTED,
    /// A time stamp authority saw a checkpoint.
    @JsonProperty("time-stamped")
    TIME_STAMPED,
    /// The witnesses that a policy asks for have cosigned.
    @JsonProperty("witnessed")
    WITNESSED,
    /// And it extends what somebody kept elsewhere, and the store holds each object that was read until a date.
    @JsonProperty("witnessed-monitored-locked")
    WITNESSED_MONITORED_LOCKED;

    @JsonValue
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// The level in words.
    public String words() {
        return this == WITNESSED_MONITORED_LOCKED ? "witnessed, monitored and locked" : code();
    }
}
