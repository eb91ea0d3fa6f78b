package io.chirograph.verifier.browser;

import io.chirograph.support.digest.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// The files of the verifier for browsers, as this release has them. Thread-safe.
///
/// The page holds the module and all else that it needs: one file that works from a disk. It is put together from
/// the module when it is asked for, so that the two cannot differ. Its policy names script and style by their digests.
public enum BrowserVerifier {
    MODULE("verify.mjs", "text/javascript"),
    PAGE("verify.html", "text/html");

    private static final String SCRIPT = read("verify.mjs") + read("page.mjs");
    private static final String STYLE = read("page.css");

    private final String file;
    private final String mediaType;

    BrowserVerifier(String file, String mediaType) {
        this.file = file;
        this.mediaType = mediaType;
    }

    /// Its usual name.
    public String file() {
        return file;
    }

    /// What it is served as; the charset is UTF-8.
    public String mediaType() {
        return mediaType;
    }

    public byte[] bytes() {
        String text = switch (this) {
            case MODULE -> read(file);
            case PAGE ->
                read("page.html")
                        .replace("{{policy}}", policy())
                        .replace("{{style}}", STYLE)
                        .replace("{{script}}", SCRIPT);
        };
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// SHA-256 of the bytes, in hex.
    public String digest() {
        return Sha256.hex(bytes());
    }

    /// What a browser may load and do on the page: its own script and style, and nothing from anywhere.
    public static String policy() {
        return "default-src 'none'; script-src '" + source(SCRIPT) + "'; style-src '" + source(STYLE)
                + "'; base-uri 'none'; form-action 'none'";
    }

    private static String source(String text) {
        return "sha256-" + Base64.getEncoder().encodeToString(Sha256.of(text));
    }

    private static String read(String name) {
        try (InputStream in = BrowserVerifier.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("this program lacks " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
