package io.chirograph.console;

import io.chirograph.query.api.SealInfo;
import java.util.List;

/// How an event is sealed, as the archive says it now.
/// @param lock in words
/// @param witnesses who cosigned the checkpoint
record SealView(String segment, String lock, String checkpoint, long size, String root, String note, String witnesses) {
    private static final int MOST_NOTE = 8000;

    static SealView of(SealInfo seal, List<String> witnesses) {
        SealInfo.Lock lock = seal.lock();
        String words = lock == null
                ? "the store has no locks"
                : lock.mode()
                        + (lock.retainUntil() == null ? "" : " until " + lock.retainUntil())
                        + (lock.legalHold() ? ", under a legal hold" : "");
        return new SealView(
                seal.segment(),
                words,
                seal.checkpoint().object(),
                seal.checkpoint().size(),
                seal.checkpoint().rootHash(),
                Shown.block(seal.checkpoint().note(), MOST_NOTE),
                witnesses.isEmpty() ? "none" : Shown.line(String.join(", ", witnesses)));
    }
}
