package io.chirograph.query.export;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// Writes what Parquet's metadata needs of Thrift's compact protocol: structs, lists, integers, texts, truths.
/// Fields are written in ascending order of their ids. Not safe for several threads.
final class Thrift {
    private static final int TRUE = 1;
    private static final int I32 = 5;
    private static final int I64 = 6;
    private static final int BINARY = 8;
    private static final int LIST = 9;
    private static final int STRUCT = 12;
    private static final int LONG_LIST = 15;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Deque<Integer> outer = new ArrayDeque<>();
    private int last;

    /// The bytes of one struct that stands alone.
    static byte[] struct(Consumer<Thrift> fields) {
        Thrift thrift = new Thrift();
        thrift.body(fields);
        return thrift.bytes.toByteArray();
    }

    Thrift i32(int id, int value) {
        field(id, I32);
        zigzag(value);
        return this;
    }

    Thrift i64(int id, long value) {
        field(id, I64);
        zigzag(value);
        return this;
    }

    Thrift text(int id, String value) {
        field(id, BINARY);
        binary(value);
        return this;
    }

    Thrift isTrue(int id) {
        field(id, TRUE);
        return this;
    }

    Thrift struct(int id, Consumer<Thrift> fields) {
        field(id, STRUCT);
        body(fields);
        return this;
    }

    <T> Thrift structs(int id, List<T> items, BiConsumer<Thrift, T> fields) {
        list(id, STRUCT, items.size());
        items.forEach(item -> body(thrift -> fields.accept(thrift, item)));
        return this;
    }

    Thrift i32s(int id, int... values) {
        list(id, I32, values.length);
        for (int value : values) {
            zigzag(value);
        }
        return this;
    }

    Thrift texts(int id, String... values) {
        list(id, BINARY, values.length);
        for (String value : values) {
            binary(value);
        }
        return this;
    }

    private void body(Consumer<Thrift> fields) {
        outer.push(last);
        last = 0;
        fields.accept(this);
        bytes.write(0);
        last = outer.pop();
    }

    private void field(int id, int type) {
        int step = id - last;
        if (step < 1 || step > 15) {
            throw new IllegalStateException("field " + id + " cannot stand behind field " + last);
        }
        bytes.write(step << 4 | type);
        last = id;
    }

    private void list(int id, int type, int size) {
        field(id, LIST);
        if (size < LONG_LIST) {
            bytes.write(size << 4 | type);
        } else {
            bytes.write(LONG_LIST << 4 | type);
            varint(size);
        }
    }

    private void binary(String value) {
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        varint(text.length);
        bytes.writeBytes(text);
    }

    private void zigzag(long value) {
        varint((value << 1) ^ (value >> 63));
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes.write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        bytes.write((int) rest);
    }
}
