package io.chirograph.query.export;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/// The values of one column that are not written yet; any may be absent. Not safe for several threads.
final class ParquetColumn {
    private final Column column;
    private final ByteArrayOutputStream values = new ByteArrayOutputStream();
    private BitSet present = new BitSet();
    private BitSet truths = new BitSet();
    private int booleans;
    private int count;

    ParquetColumn(Column column) {
        this.column = column;
    }

    Column column() {
        return column;
    }

    int count() {
        return count;
    }

    int size() {
        return values.size();
    }

    /// A value of another type than the column's counts as absent; a column of text takes any.
    void add(@Nullable Object value) {
        boolean isThere = value != null
                && switch (column.type()) {
                    case TEXT -> text(value.toString());
                    case INTEGER -> value instanceof Long number && number(number);
                    case TIME -> value instanceof Instant time && number(time.toEpochMilli());
                    case BOOLEAN -> value instanceof Boolean truth && truth(truth);
                };
        present.set(count++, isThere);
    }

    private boolean text(String value) {
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        values.writeBytes(little(Integer.BYTES).putInt(text.length).array());
        values.writeBytes(text);
        return true;
    }

    private boolean number(long value) {
        values.writeBytes(little(Long.BYTES).putLong(value).array());
        return true;
    }

    private boolean truth(boolean value) {
        truths.set(booleans++, value);
        return true;
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    /// The data of one page: which values are there (definition levels, one bit-packed run), then these, PLAIN.
    byte[] page() {
        int groups = (count + 7) / 8;
        byte[] header = varint((long) groups << 1 | 1);
        byte[] levels = bits(present, groups);
        byte[] plain = column.type() == Column.Type.BOOLEAN ? bits(truths, (booleans + 7) / 8) : values.toByteArray();
        return little(Integer.BYTES + header.length + levels.length + plain.length)
                .putInt(header.length + levels.length)
                .put(header)
                .put(levels)
                .put(plain)
                .array();
    }

    void clear() {
        values.reset();
        present = new BitSet();
        truths = new BitSet();
        booleans = 0;
        count = 0;
    }

    private static byte[] bits(BitSet set, int bytes) {
        return ByteBuffer.allocate(bytes).put(set.toByteArray()).array();
    }

    private static byte[] varint(long value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long rest = value;
        while (rest > 0x7f) {
            out.write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
        return out.toByteArray();
    }
}
