package io.chirograph.console;

import io.chirograph.support.digest.Sha256;
import io.chirograph.web.ConditionalOnRole;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Scripts, styles and the icon that pages load, all from this program. Thread-safe.
///
/// Libraries are the files that their digests name: another file stops the start. No page loads anything else.
@ConditionalOnRole(ConditionalOnRole.AUDITOR)
@Component
final class ConsoleAssets {
    private static final String JARS = "META-INF/resources/webjars/";

    /// Files by name; a library's with the SHA-256 that it must have.
    private static final Map<String, Source> SOURCES = Map.of(
            "console.css", new Source("console/console.css", "text/css; charset=utf-8", null),
            "console.js", new Source("console/console.js", "text/javascript; charset=utf-8", null),
            "verify-here.mjs", new Source("console/verify-here.mjs", "text/javascript; charset=utf-8", null),
            "icon.svg", new Source("console/icon.svg", "image/svg+xml", null),
            "htmx.js",
                    new Source(
                            JARS + "htmx.org/2.0.8/dist/htmx.min.js",
                            "text/javascript; charset=utf-8",
                            "22283ef68cb7545914f0a88a1bdedc7256a703d1d580c1d255217d0a50d31313"),
            "uplot.js",
                    new Source(
                            JARS + "uplot/1.6.30/dist/uPlot.iife.min.js",
                            "text/javascript; charset=utf-8",
                            "7f29cd14e36d84141ab49c5e0a806d88e4d855596a9bc0e10799bc2c114b4c4f"),
            "uplot.css",
                    new Source(
                            JARS + "uplot/1.6.30/dist/uPlot.min.css",
                            "text/css; charset=utf-8",
                            "df630c6a8d6f8eeaff264b50f73ce5b114f646ffd9a0bb74f049b0a00135fa04"));

    private final Map<String, Asset> assets = new TreeMap<>();

    /// @param digest in hex; null for what is our own
    private record Source(
            String resource, String type, @Nullable String digest) {}

    /// @param tag of the bytes; a page names it, so that a browser keeps a file for as long as it likes
    @SuppressWarnings("ArrayRecordComponent") // written, never compared
    record Asset(String type, byte[] bytes, String tag) {}

    ConsoleAssets() {
        SOURCES.forEach((name, source) -> assets.put(name, read(source)));
    }

    private static Asset read(Source source) {
        try (InputStream in = ConsoleAssets.class.getClassLoader().getResourceAsStream(source.resource())) {
            if (in == null) {
                throw new IllegalStateException("the program lacks " + source.resource());
            }
            byte[] bytes = in.readAllBytes();
            String digest = HexFormat.of().formatHex(Sha256.of(bytes));
            if (source.digest() != null && !source.digest().equals(digest)) {
                throw new IllegalStateException(
                        source.resource() + " has SHA-256 " + digest + "; expected " + source.digest());
            }
            return new Asset(source.type(), bytes, digest.substring(0, 16));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The file of this name; null for none.
    @Nullable
    Asset find(String name) {
        return assets.get(name);
    }

    /// Where a page finds a file.
    String path(String name) {
        Asset asset = assets.get(name);
        if (asset == null) {
            throw new IllegalArgumentException("no asset " + name);
        }
        return "/console/assets/" + name + "?v=" + asset.tag();
    }
}
