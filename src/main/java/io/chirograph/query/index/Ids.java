package io.chirograph.query.index;

import java.nio.ByteBuffer;
import java.util.UUID;

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
}
