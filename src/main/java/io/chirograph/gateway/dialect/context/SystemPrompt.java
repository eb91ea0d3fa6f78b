package io.chirograph.gateway.dialect.context;

import io.chirograph.event.encoding.Digest;
import io.chirograph.support.digest.Sha256;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// Digests a system prompt as its parts come.
///
/// A message may name its role behind its text: such a text is digested on trial, from a copy of what was before.
final class SystemPrompt {
    private enum Turn {
        UNKNOWN,
        SYSTEM,
        OTHER,
        BOTH
    }

    private @Nullable MessageDigest sha256;
    private long length;
    private Turn turn = Turn.UNKNOWN;
    private boolean isOnTrial;
    private @Nullable MessageDigest before;
    private long lengthBefore;
    private boolean isKnown = true;

    /// A piece of what is a system prompt by its place.
    void text(byte[] bytes, int offset, int count) {
        var digest = sha256;
        if (digest == null) {
            digest = Sha256.create();
            sha256 = digest;
        }
        digest.update(bytes, offset, count);
        length += count;
    }

    boolean isTurnHeard() {
        return turn != Turn.OTHER;
    }

    /// A piece of a message that is heard.
    void turn(byte[] bytes, int offset, int count) {
        if (turn == Turn.UNKNOWN && !isOnTrial) {
            isOnTrial = true;
            before = copy(sha256);
            lengthBefore = length;
        }
        text(bytes, offset, count);
    }

    void role(boolean isSystem) {
        Turn named = isSystem ? Turn.SYSTEM : Turn.OTHER;
        if (turn == Turn.UNKNOWN) {
            turn = named;
        } else if (turn != named) {
            // Which one counts depends on the reader, and what was said before the second is gone.
            turn = Turn.BOTH;
            isKnown = false;
        }
        if (turn == Turn.OTHER) {
            takeBack();
        }
        isOnTrial = false;
    }

    /// One without a role is no system prompt.
    void turnEnded() {
        takeBack();
        turn = Turn.UNKNOWN;
    }

    private void takeBack() {
        if (isOnTrial) {
            sha256 = before;
            length = lengthBefore;
            before = null;
            isOnTrial = false;
        }
    }

    private static @Nullable MessageDigest copy(@Nullable MessageDigest digest) {
        try {
            return digest == null ? null : (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("SHA-256 cannot be copied on this Java platform", e);
        }
    }

    boolean isKnown() {
        return isKnown;
    }

    /// Once, at the end; null for no prompt, or one that is not known.
    @Nullable
    Digest digest() {
        return sha256 == null || length == 0 || !isKnown
                ? null
                : new Digest("sha256", null, HexFormat.of().formatHex(sha256.digest()), length);
    }
}
