package io.chirograph.content.redaction;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The strings of one body that are too long to be held, behind marks that stand for them. One thread.
///
/// A mark cannot be guessed, so that nobody can send one.
final class LongTexts {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final List<LongText> texts = new ArrayList<>(0);
    private @Nullable String prefix;

    /// The mark for one more.
    String add(LongText text) {
        if (prefix == null) {
            byte[] nonce = new byte[16];
            RANDOM.nextBytes(nonce);
            prefix = "long text " + HexFormat.of().formatHex(nonce) + " ";
        }
        texts.add(text);
        return prefix + (texts.size() - 1);
    }

    /// What a mark stands for; null for what is none.
    @Nullable
    LongText of(String value) {
        if (prefix == null || !value.startsWith(prefix)) {
            return null;
        }
        return texts.get(Integer.parseInt(value.substring(prefix.length())));
    }
}
