package io.chirograph.query.index.postgres;

import io.chirograph.query.index.sql.Dialect;
import io.chirograph.support.digest.Sha256;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// PostgreSQL's words.
///
/// A text cannot hold U+0000 there: it stands as U+FDD0 and `0`, and U+FDD0 itself with `1` behind it. Neither it nor
/// any other difference of texts is lost, and what begins a text begins what is kept of it.
record PostgresDialect(Tokens tokens) implements Dialect {
    /// What of a text goes into an index of rows, of which one has at most 2,704 bytes, for a name and a value.
    private static final int WORD_BYTES = 1200;

    private static final int CUT_BYTES = 1100;

    /// What of a word of the full text goes into its index, a row of which has at most 2,046 bytes.
    private static final int LEXEME_BYTES = 500;

    private static final char NUL_MARK = '\uFDD0';
    private static final char CUT_MARK = '\uFDD1';
    private static final Pattern HINT = Pattern.compile(" INDEXED BY [a-z_]+|(?<=[ (])\\+(?=[a-z])");
    private static final Pattern NAME = Pattern.compile("\"([^\"]+)\"|([^.\"]+)");
    private static final Pattern QUOTED = Pattern.compile("\"((?:[^\"]|\"\")*)\"(\\*?)");

    @Override
    public String text(String sql) {
        return HINT.matcher(sql).replaceAll("").replace(" CROSS JOIN ", " JOIN ");
    }

    @Override
    public Object value(Object value) {
        return value instanceof String text ? stored(text) : value;
    }

    static String stored(String text) {
        boolean isPlain = text.chars().noneMatch(c -> c == 0 || c == NUL_MARK || Character.isSurrogate((char) c));
        if (isPlain) {
            return text;
        }
        String valid = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        return valid.replace(NUL_MARK + "", NUL_MARK + "1").replace("\0", NUL_MARK + "0");
    }

    @Override
    public String read(String stored) {
        return stored.indexOf(NUL_MARK) < 0
                ? stored
                : stored.replace(NUL_MARK + "0", "\0").replace(NUL_MARK + "1", NUL_MARK + "");
    }

    @Override
    public String word(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return bytes.length <= WORD_BYTES ? text : cut(bytes, CUT_BYTES) + CUT_MARK + Sha256.hex(bytes);
    }

    /// The beginning of a text, whole characters of it.
    private static String cut(byte[] bytes, int most) {
        int end = most;
        while (end > 0 && (bytes[end] & 0xC0) == 0x80) {
            end--;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }

    @Override
    public int longestPrefix() {
        return CUT_BYTES - Character.BYTES * 2;
    }

    @Override
    public String numbers() {
        return "unnest(translate(?, '[]', '{}')::bigint[]) WITH ORDINALITY d(value, key)";
    }

    @Override
    public String member(String bytes, String path) {
        String names = NAME.matcher(path)
                .results()
                .map(name -> ",\"" + (name.group(1) == null ? name.group(2) : name.group(1)) + "\"")
                .collect(Collectors.joining());
        return "(member(" + bytes + ", '{\"data\"" + names + "}') COLLATE \"C\")";
    }

    @Override
    public String wholeNumber(String bytes, String path) {
        return "whole_number(" + member(bytes, path) + ")";
    }

    @Override
    public String contains(String bytes) {
        return "position(? in " + bytes + ") > 0";
    }

    @Override
    public String relatedCalls(String bytes, String alias) {
        return " JOIN LATERAL related_calls(" + bytes + ") r(call) ON TRUE JOIN item " + alias + " ON " + alias
                + ".call = r.call";
    }

    @Override
    public String uuid(String bytes) {
        return "(encode(" + bytes + ", 'hex')::uuid::text)";
    }

    @Override
    public String span(String form, String millis) {
        String pattern = switch (form) {
            case "hour" -> "YYYY-MM-DD\"T\"HH24\":00:00Z\"";
            case "day" -> "YYYY-MM-DD";
            default -> "YYYY-MM";
        };
        return "to_char(to_timestamp((" + millis + ") / 1000) AT TIME ZONE 'UTC', '" + pattern + "')";
    }

    @Override
    public String logarithm(String column, double scale) {
        return "trunc(ln(" + column + "::double precision + 1) * " + scale + "::double precision)::integer";
    }

    @Override
    public String total(String column) {
        return "coalesce(sum(" + column + "), 0)";
    }

    @Override
    public String order(String by) {
        return " ORDER BY " + by;
    }

    /// The index has every word by itself; that some stand beside each other is seen in the row.
    @Override
    public Condition match(String table, String match) throws SQLException {
        List<String> phrases = new ArrayList<>();
        List<Boolean> prefixes = new ArrayList<>();
        Matcher quoted = QUOTED.matcher(match);
        while (quoted.find()) {
            phrases.add(quoted.group(1).replace("\"\"", "\""));
            prefixes.add(!quoted.group(2).isEmpty());
        }
        Set<String> lexemes = new HashSet<>();
        List<String> neighbours = new ArrayList<>();
        List<List<String>> words = tokens.of(phrases);
        for (int i = 0; i < words.size(); i++) {
            List<String> phrase = words.get(i);
            boolean isSure = phrase.size() < 2;
            for (int j = 0; j < phrase.size(); j++) {
                String lexeme = lexeme(phrase.get(j));
                boolean isCut = !lexeme.equals(phrase.get(j));
                isSure &= !isCut;
                boolean isBeginning = isCut || (prefixes.get(i) && j == phrase.size() - 1);
                lexemes.add(quoted(lexeme) + (isBeginning ? ":*" : ""));
            }
            if (!isSure) {
                neighbours.add(" " + String.join(" ", phrase) + (prefixes.get(i) ? "" : " "));
            }
        }
        if (lexemes.isEmpty()) {
            return new Condition("FALSE", List.of());
        }
        List<Object> values = new ArrayList<>();
        values.add(String.join(" & ", lexemes));
        values.addAll(neighbours);
        return new Condition(
                "t.words @@ ?::tsquery" + " AND strpos(t.tokens, ?) > 0".repeat(neighbours.size()), values);
    }

    private static String lexeme(String word) {
        byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
        return bytes.length <= LEXEME_BYTES ? word : cut(bytes, LEXEME_BYTES);
    }

    private static String quoted(String lexeme) {
        return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'";
    }

    /// The words of a text as its index has them.
    static String vector(List<String> words) {
        return words.stream().map(word -> quoted(lexeme(word))).distinct().collect(Collectors.joining(" "));
    }

    @Override
    public String createText(String table) {
        return "CREATE TABLE " + table
                + " (rowid bigint PRIMARY KEY, words tsvector NOT NULL, tokens text COLLATE \"C\""
                + " NOT NULL); CREATE INDEX " + table + "_words ON " + table + " USING gin (words)";
    }

    @Override
    public String finishText(String table) {
        return "ANALYZE " + table;
    }

    @Override
    public boolean hasScratch() {
        return false;
    }

    @Override
    public boolean isDamage(SQLException failure) {
        return failure.getSQLState() != null
                && switch (failure.getSQLState()) {
                    case "XX001", "XX002", "42P01", "42703", "42883" -> true;
                    default -> false;
                };
    }
}
