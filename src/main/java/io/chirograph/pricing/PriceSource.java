package io.chirograph.pricing;

import io.chirograph.support.disk.SmallFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Where the table is read from: a file, or what is built in.
/// @param configured null for the usual place, where there need not be a file
public record PriceSource(@Nullable Path configured, Path usual) {
    private static final String BUILT_IN = "built-in";
    private static final String RESOURCE = "/prices/prices.yml";

    /// The bytes of a table; nobody changes them.
    static final class Bytes {
        private final String name;
        private final byte[] yaml;

        /// @param name the file, or `built-in`
        Bytes(String name, byte[] yaml) {
            this.name = name;
            this.yaml = yaml;
        }

        String name() {
            return name;
        }

        byte[] yaml() {
            return yaml;
        }

        PriceTable table() throws InvalidPrices {
            return PriceTable.parse(yaml);
        }
    }

    public static PriceSource of(@Nullable Path configured, Path home) {
        return new PriceSource(configured, home.resolve("config/prices.yml"));
    }

    /// What there is now.
    /// @throws IOException the file that was asked for cannot be read; the message names it
    Bytes read() throws IOException {
        Path path = path();
        if (configured == null && Files.notExists(path, LinkOption.NOFOLLOW_LINKS)) {
            return builtIn();
        }
        try {
            return new Bytes(path.toString(), SmallFile.read(path, PriceText.MOST_BYTES));
        } catch (IOException e) {
            throw new IOException(path + " cannot be read: " + e, e);
        }
    }

    private static Bytes builtIn() throws IOException {
        try (InputStream in = PriceSource.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IOException("this program was packaged without prices");
            }
            return new Bytes(BUILT_IN, in.readAllBytes());
        }
    }

    /// Reads the table.
    /// @throws IOException it cannot be read
    /// @throws InvalidPrices it is not valid; the message names the file and the place
    public PriceTable table() throws IOException, InvalidPrices {
        Bytes bytes = read();
        try {
            return bytes.table();
        } catch (InvalidPrices e) {
            throw new InvalidPrices(bytes.name() + ", " + e.getMessage());
        }
    }

    private Path path() {
        return configured == null ? usual : configured;
    }

    /// Who the file belongs to.
    String owner() {
        try {
            return Files.getOwner(path()).getName();
        } catch (IOException | UnsupportedOperationException e) {
            return "unknown";
        }
    }
}
