package io.chirograph.gateway.batches;

import io.chirograph.support.digest.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.UUID;

/// Ids of lines: UUIDs of version 7 with the time of the submitting call, all else the digest of its id and
/// the line's `custom_id`.
final class LineIds {
    private static final long TIME = 0xffff_ffff_ffff_0000L;
    private static final long LOW = 0x3fff_ffff_ffff_ffffL;

    private LineIds() {}

    /// @param batch the call that submits the batch
    static UUID of(UUID batch, String customId) {
        MessageDigest sha256 = Sha256.create();
        sha256.update(bytes(batch));
        var digest = ByteBuffer.wrap(sha256.digest(customId.getBytes(StandardCharsets.UTF_8)));
        long high = (batch.getMostSignificantBits() & TIME) | 0x7000 | (digest.getLong() & 0xfff);
        return new UUID(high, 0x8000_0000_0000_0000L | (digest.getLong() & LOW));
    }

    static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    static UUID of(byte[] bytes) {
        var buffer = ByteBuffer.wrap(bytes);
        return new UUID(buffer.getLong(), buffer.getLong());
    }
}
