package io.chirograph.event.value;

import io.chirograph.event.encoding.Fields;
import java.util.List;
import java.util.Locale;

/// Whose credential goes to the provider with a call.
/// @param dropped lower-case names of headers that held a caller's other credentials, which do not go
public record SentCredential(Whose whose, List<String> dropped) implements Fields.Part {
    /// No credential goes, and none was there.
    public static final SentCredential NONE = new SentCredential(Whose.NONE, List.of());

    public SentCredential {
        dropped = List.copyOf(dropped);
    }

    public enum Whose {
        GATEWAY,
        CALLER,
        NONE;

        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public void writeTo(Fields data) {
        data.constant("credential", whose.wire()).words("droppedCredentials", dropped);
    }
}
