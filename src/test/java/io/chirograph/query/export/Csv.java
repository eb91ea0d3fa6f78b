package io.chirograph.query.export;

import java.util.ArrayList;
import java.util.List;

/// A reader of RFC 4180 that takes nothing else: CRLF ends each line, a quote stands in quoted cells alone.
final class Csv {
    private final String text;
    private int at;

    private Csv(String text) {
        this.text = text;
    }

    record Cell(boolean quoted, String text) {
        /// What was there before an apostrophe was put in front.
        String original() {
            return quoted && text.startsWith("'") ? text.substring(1) : text;
        }
    }

    static List<List<Cell>> read(String text) {
        Csv csv = new Csv(text);
        List<List<Cell>> lines = new ArrayList<>();
        while (csv.at < text.length()) {
            lines.add(csv.line());
        }
        return lines;
    }

    private List<Cell> line() {
        List<Cell> cells = new ArrayList<>();
        cells.add(cell());
        while (text.charAt(at) == ',') {
            at++;
            cells.add(cell());
        }
        if (!text.startsWith("\r\n", at)) {
            throw new AssertionError("no CRLF at " + at);
        }
        at += 2;
        return cells;
    }

    private Cell cell() {
        StringBuilder cell = new StringBuilder();
        if (text.charAt(at) != '"') {
            while (",\r\n\"".indexOf(text.charAt(at)) < 0) {
                cell.append(text.charAt(at++));
            }
            return new Cell(false, cell.toString());
        }
        at++;
        while (text.charAt(at) != '"' || text.charAt(at + 1) == '"') {
            at += text.charAt(at) == '"' ? 1 : 0;
            cell.append(text.charAt(at++));
        }
        at++;
        return new Cell(true, cell.toString());
    }
}
