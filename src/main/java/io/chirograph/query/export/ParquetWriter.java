package io.chirograph.query.export;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Parquet (format version 1): flat optional columns, PLAIN, one data page for each column of a row group, not
/// compressed, so that the bytes are the same for ever and a page is what it says.
///
/// In memory are one row group (5,000 rows, or as many as come to 4 MiB) and what the footer says of those before,
/// about 20 bytes for each column. Not safe for several threads.
final class ParquetWriter implements RowWriter {
    private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
    private static final int GROUP_ROWS = 5_000;
    private static final int GROUP_BYTES = 4 << 20;
    private static final int OPTIONAL = 1;
    private static final int UTF8 = 0;
    private static final int TIMESTAMP_MILLIS = 9;
    private static final int PLAIN = 0;
    private static final int RLE = 3;
    private static final int UNCOMPRESSED = 0;
    private static final int DATA_PAGE = 0;
    private final OutputStream out;
    private final List<ParquetColumn> columns;
    private final List<Group> groups = new ArrayList<>();
    private long position;
    private long rows;

    /// @param length how many bytes the pages and their headers take
    private record Chunk(long offset, int length) {}

    private record Group(int rows, List<Chunk> chunks) {
        long length() {
            return chunks.stream().mapToLong(Chunk::length).sum();
        }
    }

    ParquetWriter(List<Column> columns, OutputStream out) {
        this.columns = columns.stream().map(ParquetColumn::new).toList();
        this.out = out;
    }

    @Override
    public void begin() throws IOException {
        write(MAGIC);
    }

    @Override
    public void row(Row row) throws IOException {
        JsonNode tree = row.tree();
        long size = 0;
        for (ParquetColumn column : columns) {
            column.add(column.column().value().of(row, tree));
            size += column.size();
        }
        rows++;
        if (columns.getFirst().count() == GROUP_ROWS || size >= GROUP_BYTES) {
            group();
        }
    }

    private void group() throws IOException {
        List<Chunk> chunks = new ArrayList<>();
        int count = columns.getFirst().count();
        for (ParquetColumn column : columns) {
            byte[] page = column.page();
            byte[] header = Thrift.struct(fields -> fields.i32(1, DATA_PAGE)
                    .i32(2, page.length)
                    .i32(3, page.length)
                    .struct(
                            5,
                            data -> data.i32(1, count).i32(2, PLAIN).i32(3, RLE).i32(4, RLE)));
            chunks.add(new Chunk(position, header.length + page.length));
            write(header);
            write(page);
            column.clear();
        }
        groups.add(new Group(count, chunks));
    }

    @Override
    public void end() throws IOException {
        if (columns.getFirst().count() > 0) {
            group();
        }
        byte[] footer = Thrift.struct(this::footer);
        write(footer);
        write(ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(footer.length)
                .array());
        write(MAGIC);
    }

    private void footer(Thrift file) {
        List<Optional<Column>> schema = new ArrayList<>();
        schema.add(Optional.empty()); // the root, whose children are the columns
        columns.forEach(column -> schema.add(Optional.of(column.column())));
        file.i32(1, 1)
                .structs(
                        2,
                        schema,
                        (element, column) -> column.ifPresentOrElse(
                                one -> element(element, one),
                                () -> element.text(4, "item").i32(5, columns.size())))
                .i64(3, rows)
                .structs(4, groups, this::group)
                .text(6, "chirograph");
    }

    private static void element(Thrift element, Column column) {
        element.i32(1, type(column)).i32(3, OPTIONAL).text(4, column.name());
        switch (column.type()) {
            case TEXT -> element.i32(6, UTF8);
            case TIME ->
                element.i32(6, TIMESTAMP_MILLIS)
                        .struct(
                                10,
                                logical -> logical.struct(
                                        8, time -> time.isTrue(1).struct(2, unit -> unit.struct(1, _ -> {}))));
            case INTEGER, BOOLEAN -> {}
        }
    }

    /// The physical type.
    private static int type(Column column) {
        return switch (column.type()) {
            case BOOLEAN -> 0;
            case INTEGER, TIME -> 2;
            case TEXT -> 6;
        };
    }

    private void group(Thrift written, Group group) {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            numbers.add(i);
        }
        written.structs(1, numbers, (chunk, i) -> chunk(chunk, group, i))
                .i64(2, group.length())
                .i64(3, group.rows());
    }

    private void chunk(Thrift chunk, Group group, int i) {
        Column column = columns.get(i).column();
        Chunk place = group.chunks().get(i);
        chunk.i64(2, place.offset())
                .struct(
                        3,
                        data -> data.i32(1, type(column))
                                .i32s(2, PLAIN, RLE)
                                .texts(3, column.name())
                                .i32(4, UNCOMPRESSED)
                                .i64(5, group.rows())
                                .i64(6, place.length())
                                .i64(7, place.length())
                                .i64(9, place.offset()));
    }

    private void write(byte[] bytes) throws IOException {
        out.write(bytes);
        position += bytes.length;
    }
}
