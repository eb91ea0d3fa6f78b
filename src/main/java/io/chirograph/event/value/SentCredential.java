package io.chirograph.event.value;

import io.chirograph.event.encoding.Fields;
import java.util.List;

/// Whose credential goes to the provider with a call.
/// @param dropped lower-case names of headers that held a caller's other credentials, which do not go
public record SentCredential(Whose whose, List<String> dropped) implements Fields.Part {
    /// No credential goes, and none was there.
    public static final SentCredential NONE = new SentCredential(Whose.NONE, List.of());

    public SentCredential {
        dropped = List.copyOf(dropped);
    }

    public enum Whose {
        GATEWAY("gateway"),
        CALLER("caller"),
        NONE("none");

        private final String wire;

        Whose(String wire) {
            this.wire = wire;
        }

        public String wire() {
            return wire;
        }
    }

    @Override
    public void writeTo(Fields data) {
        data.constant("credential", whose.wire()).words("droppedCredentials", dropped);
    }
}
