package io.chirograph.verifier.search;

import io.chirograph.event.EventView;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;

/// All calls that a filter means, in order.
public record Population(List<CallRow> rows) {
    private static final byte[] HEADER =
            (String.join(",", FoundCall.COLUMNS) + "\n").getBytes(StandardCharsets.US_ASCII);

    public Population {
        rows = List.copyOf(rows);
    }

    public static Population of(Collection<CallRow> rows) {
        List<CallRow> sorted = new ArrayList<>(rows);
        sorted.sort(CallRow.ORDER);
        return new Population(sorted);
    }

    /// Reads what [#csv()] writes; empty when it is anything else.
    public static Optional<Population> parse(byte[] csv) {
        String[] lines = new String(csv, StandardCharsets.UTF_8).split("\n", -1);
        List<CallRow> rows = new ArrayList<>();
        for (int i = 1; i < lines.length - 1; i++) {
            String[] columns = lines[i].split(",", 3);
            UUID id = EventView.uuid(columns[0]);
            if (id == null || columns.length < 3) {
                return Optional.empty();
            }
            try {
                Instant time = Instant.ofEpochMilli(Instant.parse(columns[1]).toEpochMilli());
                if (!time.toString().equals(columns[1])) {
                    return Optional.empty();
                }
                rows.add(new CallRow(id, time.toEpochMilli(), lines[i]));
            } catch (DateTimeException | ArithmeticException e) {
                return Optional.empty();
            }
        }
        Population read = new Population(rows);
        return Arrays.equals(read.csv(), csv) ? Optional.of(read) : Optional.empty();
    }

    /// Whether the calls are in order and none stands twice.
    public boolean isOrdered() {
        TreeSet<CallRow> ordered = new TreeSet<>(CallRow.ORDER);
        ordered.addAll(rows);
        return List.copyOf(ordered).equals(rows);
    }

    public int count() {
        return rows.size();
    }

    /// The CSV file: a header and one line for each call, each ended by LF.
    public byte[] csv() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256 * (rows.size() + 1));
        out.writeBytes(HEADER);
        for (CallRow row : rows) {
            out.writeBytes(row.line().getBytes(StandardCharsets.UTF_8));
            out.write('\n');
        }
        return out.toByteArray();
    }

    /// A sample of it, drawn by `sample`, as a population in the order of drawing.
    public Population draw(Sample sample) {
        return new Population(sample.draw(rows));
    }
}
