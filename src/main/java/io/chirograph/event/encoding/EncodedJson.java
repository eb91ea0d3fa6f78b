package io.chirograph.event.encoding;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A value in its canonical form, for what stands in many events. Immutable; equal where the forms are.
/// [CanonicalJson] copies it as it is.
public final class EncodedJson {
    private final byte[] bytes;

    private EncodedJson(byte[] bytes) {
        this.bytes = bytes;
    }

    /// @throws IllegalArgumentException as [CanonicalJson#encode]
    public static EncodedJson of(@Nullable Object value) {
        return new EncodedJson(CanonicalJson.encode(value));
    }

    void writeTo(JsonBytes out) {
        out.bytes(bytes);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EncodedJson json && Arrays.equals(bytes, json.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }
}
