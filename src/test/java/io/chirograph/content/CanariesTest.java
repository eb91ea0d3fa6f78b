package io.chirograph.content;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

class CanariesTest {
    private final Canaries canaries = new Canaries(7);

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(Canaries.Api.class)
    void everyWordOfAnExchangeIsInItAndFound(Canaries.Api api) throws IOException {
        byte[] request = canaries.request(api, true);
        byte[] response = canaries.response(api, false);
        JsonMapper.shared().readTree(request);
        JsonMapper.shared().readTree(response);
        JsonMapper.shared().readTree(canaries.error(api));
        Files.write(directory.resolve("request"), request);
        Files.write(directory.resolve("response"), Canaries.gzip(response));
        Files.write(directory.resolve("error"), canaries.error(api));
        assertThat(canaries.search(directory))
                .extracting(Canaries.Found::field)
                .containsAll(canaries.words().keySet());
        assertThat(canaries.words()).hasSizeGreaterThan(12);
        assertThat(canaries.words().values()).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @EnumSource(Canaries.Api.class)
    void aStreamCutsItsTextSoThatNoPieceHoldsTheWord(Canaries.Api api) {
        String stream = new String(canaries.response(api, true), StandardCharsets.UTF_8);
        String text = canaries.word("response.text");
        assertThat(stream).contains(text.substring(0, 9) + "\"").contains("\"" + text.substring(9));
        assertThat(stream).contains(canaries.word("response.argument"));
    }

    @Test
    void aWordIsFoundInEveryForm() {
        String word = canaries.word("f");
        byte[] plain = ("x" + word).getBytes(StandardCharsets.UTF_8);
        String escaped = word.chars().mapToObj(c -> "\\u%04x".formatted(c)).reduce("", String::concat);
        assertThat(canaries.forms(plain).get("f")).contains("plain");
        assertThat(canaries.forms(escaped.getBytes(StandardCharsets.UTF_8)).get("f"))
                .contains("escaped>plain");
        assertThat(canaries.forms(
                                HexFormat.of().withUpperCase().formatHex(plain).getBytes(StandardCharsets.UTF_8))
                        .get("f"))
                .contains("hex");
        assertThat(canaries.forms(Base64.getEncoder().encode(plain)).get("f")).contains("base64>plain");
        assertThat(canaries.forms(Base64.getUrlEncoder().withoutPadding().encode(plain))
                        .get("f"))
                .contains("base64>plain");
        assertThat(canaries.forms(Canaries.gzip(plain)).get("f")).contains("gzip>plain");
        assertThat(canaries.forms(Zstd.compress(plain)).get("f")).contains("zstd>plain");
        assertThat(canaries.forms(Zstd.compress(Base64.getEncoder().encode(Canaries.gzip(plain))))
                        .get("f"))
                .contains("zstd>base64>gzip>plain");
        byte[] later = new byte[300];
        byte[] frame = Zstd.compress(plain);
        System.arraycopy(frame, 0, later, 77, frame.length);
        assertThat(canaries.forms(later).get("f")).contains("zstd>plain");
    }

    @Test
    void whatIsNotThereIsNotFound() throws IOException {
        canaries.word("f");
        Files.writeString(directory.resolve("a"), "canary " + "ab".repeat(1000));
        assertThat(canaries.search(directory)).isEmpty();
        Files.createDirectory(directory.resolve(canaries.word("f")));
        assertThat(canaries.search(directory)).extracting(Canaries.Found::form).containsExactly("name>plain");
    }
}
