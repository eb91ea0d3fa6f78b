package io.chirograph.event.value;

import java.util.Locale;

/// The two bodies of a call, and what an application says in an event of its own.
public enum ContentPart {
    REQUEST(0),
    RESPONSE(1),
    DATA(2);

    private final byte code;

    ContentPart(int code) {
        this.code = (byte) code;
    }

    /// The name as it stands in packs, paths and events.
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The number as journals have it.
    public byte code() {
        return code;
    }
}
