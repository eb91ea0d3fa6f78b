package io.chirograph.query.export;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// CSV by RFC 4180: a header, CRLF behind each line, UTF-8. Texts are always quoted; numbers, times and truth values
/// never are, and an empty cell without quotes means that there is no value.
///
/// No text is a formula to a spreadsheet: see [#harmless]. Not safe for several threads.
record CsvWriter(List<Column> columns, OutputStream out) implements RowWriter {
    private static final String LEADING = "=+-@'\uFF1D\uFF0B\uFF0D\uFF20\u2212\uFE62\uFE63\u207A\u207B\uFE66\uFE6B";

    @Override
    public void begin() throws IOException {
        line(Column::name);
    }

    @Override
    public void row(Row row) throws IOException {
        JsonNode tree = row.tree();
        line(column -> column.value().of(row, tree));
    }

    @Override
    public void end() {
        // nothing stands behind the last line
    }

    private void line(Function<Column, @Nullable Object> value) throws IOException {
        String cells =
                columns.stream().map(column -> cell(value.apply(column))).collect(Collectors.joining(",", "", "\r\n"));
        out.write(cells.getBytes(StandardCharsets.UTF_8));
    }

    private static String cell(@Nullable Object value) {
        return switch (value) {
            case null -> "";
            case String text -> '"' + harmless(text).replace("\"", "\"\"") + '"';
            default -> value.toString();
        };
    }

    /// A text that no spreadsheet takes for a formula. Where it begins with a control character, or where the first
    /// character that is no space, control or format character is one that begins a formula (full-width and small
    /// forms included) or an apostrophe, an apostrophe is put in front. To undo it, take one apostrophe away from
    /// each text that begins with one.
    static String harmless(String text) {
        if (text.isEmpty()) {
            return text;
        }
        boolean isControl = Character.isISOControl(text.charAt(0));
        int first = text.codePoints().filter(c -> !isBlank(c)).findFirst().orElse(' ');
        return isControl || LEADING.indexOf(first) >= 0 ? "'" + text : text;
    }

    private static boolean isBlank(int c) {
        return Character.isWhitespace(c)
                || Character.isSpaceChar(c)
                || Character.isISOControl(c)
                || Character.getType(c) == Character.FORMAT;
    }
}
