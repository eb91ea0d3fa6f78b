package io.chirograph.query.index.sql;

import java.sql.SQLException;
import java.util.List;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// SQLite's words.
public final class SqliteDialect implements Dialect {
    public static final Dialect SQLITE = new SqliteDialect();

    private SqliteDialect() {}

    @Override
    public String text(String sql) {
        return sql;
    }

    @Override
    public Object value(Object value) {
        return value;
    }

    @Override
    public String read(String stored) {
        return stored;
    }

    @Override
    public String word(String text) {
        return text;
    }

    @Override
    public int longestPrefix() {
        return Integer.MAX_VALUE;
    }

    @Override
    public String numbers() {
        return "json_each(?) d";
    }

    @Override
    public String member(String bytes, String path) {
        return "json_extract(CAST(" + bytes + " AS TEXT), '$.data." + path + "')";
    }

    @Override
    public String wholeNumber(String bytes, String path) {
        return member(bytes, path);
    }

    @Override
    public String contains(String bytes) {
        return "instr(" + bytes + ", ?) > 0";
    }

    @Override
    public String relatedCalls(String bytes, String alias) {
        return " CROSS JOIN json_each(CAST(" + bytes + " AS TEXT), '$.data.related.calls') r CROSS JOIN item " + alias
                + " ON " + alias + ".call = unhex(replace(r.value, '-', ''))";
    }

    @Override
    public String uuid(String bytes) {
        String hex = "substr(hex(" + bytes + "), ";
        return "lower(" + hex + "1, 8) || '-' || " + hex + "9, 4) || '-' || " + hex + "13, 4) || '-' || " + hex
                + "17, 4) || '-' || " + hex + "21))";
    }

    @Override
    public String span(String form, String millis) {
        String pattern = switch (form) {
            case "hour" -> "%Y-%m-%dT%H:00:00Z";
            case "day" -> "%Y-%m-%d";
            default -> "%Y-%m";
        };
        return "strftime('" + pattern + "', (" + millis + ") / 1000, 'unixepoch')";
    }

    @Override
    public String logarithm(String column, double scale) {
        return "CAST(ln(" + column + " + 1) * " + scale + " AS INTEGER)";
    }

    @Override
    public String total(String column) {
        return "total(" + column + ")";
    }

    @Override
    public String order(String by) {
        return "";
    }

    @Override
    public Condition match(String table, String match) {
        return new Condition(table + " MATCH ?", List.of(match));
    }

    @Override
    public String createText(String table) {
        return "CREATE VIRTUAL TABLE " + table
                + " USING fts5(words, content='', contentless_delete=1, tokenize='unicode61')";
    }

    @Override
    public String finishText(String table) {
        return "INSERT INTO " + table + " (" + table + ") VALUES ('optimize')";
    }

    @Override
    public boolean hasScratch() {
        return true;
    }

    @Override
    public boolean isDamage(SQLException failure) {
        if (!(failure instanceof SQLiteException sqlite)) {
            return false;
        }
        int primary = sqlite.getResultCode().code & 0xff;
        return primary == SQLiteErrorCode.SQLITE_CORRUPT.code
                || primary == SQLiteErrorCode.SQLITE_NOTADB.code
                || (primary == SQLiteErrorCode.SQLITE_ERROR.code
                        && String.valueOf(sqlite.getMessage()).contains("no such table"));
    }
}
