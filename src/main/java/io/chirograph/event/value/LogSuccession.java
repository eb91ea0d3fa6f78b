package io.chirograph.event.value;

import io.chirograph.event.encoding.Fields;

/// What the first event of a log says that goes on where another one ended.
/// @param key the verifier key that it began with (a C2SP vkey)
/// @param size the size of its last published checkpoint; 0 for none
/// @param root `sha256:<hex>`, that checkpoint's root
/// @param from the position that the first record taken over had in the other log's journal
/// @param records how many records were taken over; they have the positions from 1 on
/// @param operator who did it; somebody, for a succession is never nobody's act
public record LogSuccession(
        String log,
        String origin,
        String key,
        long size,
        String root,
        long from,
        long records,
        String reason,
        Actor operator)
        implements Fields.Part {
    public LogSuccession {
        if (operator.verified().isEmpty() && operator.asserted().isEmpty()) {
            throw new IllegalArgumentException("the operator of a succession is nobody");
        }
    }

    @Override
    public void writeTo(Fields data) {
        data.text("log", log, 512)
                .text("origin", origin, 512)
                .text("key", key, 512)
                .number("size", size)
                .word("root", root)
                .number("from", from)
                .number("records", records)
                .text("reason", reason, 512)
                .object("operator", operator);
    }
}
