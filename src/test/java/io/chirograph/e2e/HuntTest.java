package io.chirograph.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The control of the hunt: what is planted is found.
class HuntTest {
    private static final String SECRET = "LeakCanary7qZ-x_y";

    @TempDir
    private Path directory;

    private static Hunt hunt() {
        return new Hunt().secret("planted", SECRET);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "ab", "abc", "{\"Authorization\":\"Bearer "})
    void aSecretIsFoundInEachFormWhateverStandsBeforeIt(String before) {
        String text = before + SECRET + "-and what follows";
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        String[] forms = {
            text,
            HexFormat.of().formatHex(bytes),
            HexFormat.of().withUpperCase().formatHex(bytes),
            "x" + Base64.getEncoder().encodeToString(bytes),
            Base64.getUrlEncoder().encodeToString(bytes),
            new String(text.getBytes(StandardCharsets.UTF_16LE), StandardCharsets.ISO_8859_1),
            "%" + HexFormat.ofDelimiter("%").withUpperCase().formatHex(bytes),
            "\\u00" + HexFormat.ofDelimiter("\\u00").formatHex(bytes)
        };
        for (String form : forms) {
            Hunt hunt = hunt();
            hunt.in("a log", "first line\n" + form + "\n");
            assertThat(hunt.found()).as(form).isNotEmpty();
        }
    }

    @Test
    void itIsFoundInFilesTheirNamesAndWhatIsCompressed() throws Exception {
        byte[] text = ("{\"key\":\"" + SECRET + "\"}").getBytes(StandardCharsets.US_ASCII);
        Files.write(directory.resolve("plain"), text);
        Files.write(directory.resolve("segment.zst"), Zstd.compress(text));
        var gzip = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(gzip)) {
            out.write(text);
        }
        Files.write(directory.resolve("answer.gz"), gzip.toByteArray());
        var zip = new ByteArrayOutputStream();
        try (var out = new ZipOutputStream(zip)) {
            out.putNextEntry(new ZipEntry("events.zst"));
            out.write(Zstd.compress(text));
        }
        Files.write(directory.resolve("evidence.zip"), zip.toByteArray());
        Files.createFile(directory.resolve(SECRET));
        Hunt hunt = hunt();
        hunt.in(directory);
        assertThat(hunt.found().keySet())
                .anyMatch(each -> each.contains("in plain"))
                .anyMatch(each -> each.contains("in segment.zst!zstd"))
                .anyMatch(each -> each.contains("in answer.gz!gzip"))
                .anyMatch(each -> each.contains("in evidence.zip!events.zst!zstd"))
                .anyMatch(each -> each.contains("in name of " + SECRET));
    }

    @Test
    void nothingIsFoundWhereNothingIs() {
        Hunt hunt = hunt();
        hunt.in("a log", "LeakCanary7 but not all of it, and LeakCanary7qZ-x-y is another");
        assertThat(hunt.found()).isEmpty();
    }
}
