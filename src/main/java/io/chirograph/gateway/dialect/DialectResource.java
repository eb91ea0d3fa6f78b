package io.chirograph.gateway.dialect;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A table of a dialect among the program's resources.
final class DialectResource {
    private DialectResource() {}

    /// The cells of each row; comments and blank lines left out.
    /// @param name of a file in `dialect`
    static List<String[]> rows(String name) {
        try (InputStream in = DialectResource.class.getResourceAsStream("/dialect/" + name)) {
            if (in == null) {
                throw new IllegalStateException("this program lacks dialect/" + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(row -> !row.isBlank() && !row.startsWith("#"))
                    .map(row -> row.strip().split(" +", -1))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
