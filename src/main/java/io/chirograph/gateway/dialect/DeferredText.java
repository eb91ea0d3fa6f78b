package io.chirograph.gateway.dialect;

import java.util.Arrays;

/// The text of one delta until it is known which text it continues.
///
/// Kept up to a bound. A longer one goes to the text that it seems to continue, and where that turns out to be
/// another one no text has a digest.
public final class DeferredText {
    private static final int MOST = 64 * 1024;

    private final AssembledText texts;
    private byte[] bytes = {};
    private int length;
    private int kept;
    private boolean isSpilled;
    private int choice;
    private int part;

    DeferredText(AssembledText texts) {
        this.texts = texts;
    }

    /// Takes a piece of what seems to continue this part of this choice.
    public void append(byte[] more, int offset, int count, int likelyChoice, int likelyPart) {
        if (!isSpilled && count > MOST - length) {
            isSpilled = true;
            choice = likelyChoice;
            part = likelyPart;
            texts.append(choice, part, bytes, 0, length);
        }
        if (isSpilled) {
            texts.append(choice, part, more, offset, count);
            return;
        }
        if (length + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.min(MOST, Math.max(256, (length + count) * 2)));
        }
        System.arraycopy(more, offset, bytes, length, count);
        length += count;
    }

    /// What came so far is text.
    public void keep() {
        kept = length;
    }

    /// What came since [#keep] turned out to be no text.
    public void takeBack() {
        if (isSpilled) {
            texts.lose();
        }
        length = kept;
    }

    /// The delta is whole and continues this part of this choice.
    public void settle(int itsChoice, int itsPart) {
        if (!isSpilled) {
            texts.append(itsChoice, itsPart, bytes, 0, length);
        } else if (choice != itsChoice || part != itsPart) {
            texts.lose();
        }
        clear();
    }

    /// The delta turned out to be no text.
    public void drop() {
        if (isSpilled) {
            texts.lose();
        }
        clear();
    }

    private void clear() {
        length = 0;
        kept = 0;
        isSpilled = false;
    }
}
