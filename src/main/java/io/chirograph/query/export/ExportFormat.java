package io.chirograph.query.export;

import io.chirograph.web.ApiException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Locale;

/// What an export can be written as.
enum ExportFormat {
    CSV("text/csv;header=present;charset=UTF-8"),
    NDJSON("application/x-ndjson"),
    PARQUET("application/vnd.apache.parquet");

    private final String mediaType;

    ExportFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    /// The word in parameters, manifests and names of files.
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    String mediaType() {
        return mediaType;
    }

    static ExportFormat of(String word) {
        return Arrays.stream(values())
                .filter(format -> format.word().equals(word))
                .findFirst()
                .orElseThrow(() -> ApiException.badParameter("format", word, "csv, ndjson or parquet"));
    }

    RowWriter writer(ExportList list, OutputStream out) {
        return switch (this) {
            case CSV ->
                new CsvWriter(list.columns().stream().filter(Column::isFlat).toList(), out);
            case NDJSON -> new NdjsonWriter(out);
            case PARQUET -> new ParquetWriter(list.columns(), out);
        };
    }
}
