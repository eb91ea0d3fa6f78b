package io.chirograph.query.index;

import io.chirograph.verifier.search.CallEvent;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// UUIDs as the index keeps them: sixteen bytes, which sort like their text.
public final class Ids {
    static final int BYTES = 16;

    private Ids() {}

    public static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(BYTES)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    public static UUID of(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new UUID(buffer.getLong(), buffer.getLong());
    }

    /// The id in its usual lower-case form; null when the text is none.
    public static @Nullable UUID parse(String text) {
        return CallEvent.callId(text);
    }
}
