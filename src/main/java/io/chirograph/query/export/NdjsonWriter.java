package io.chirograph.query.export;

import java.io.IOException;
import java.io.OutputStream;

/// JSON lines: each item as the JSON list has it, and LF behind it. The JSON that is written has no line break.
record NdjsonWriter(OutputStream out) implements RowWriter {
    @Override
    public void begin() {
        // a file of no items is empty
    }

    @Override
    public void row(Row row) throws IOException {
        out.write(row.json());
        out.write('\n');
    }

    @Override
    public void end() {
        // nothing stands behind the last line
    }
}
