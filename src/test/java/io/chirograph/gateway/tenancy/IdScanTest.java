package io.chirograph.gateway.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What one tenant owns is found wherever another tenant's request names it, whatever the place is called.
class IdScanTest {
    @TempDir
    private Path directory;

    private ResourceOwnershipStore objects;

    @BeforeEach
    void remember() throws Exception {
        objects = ResourceOwnershipStore.open(directory);
        objects.remember(
                "p",
                "acme",
                List.of(
                        "file-Abc123",
                        "files/report",
                        "ft:gpt-4o:acme::x9",
                        "0f4c-UUID-77",
                        "u1",
                        "upload+id=1==",
                        "voice"));
        objects.remember("p", "other", List.of("file-Own1"));
    }

    @AfterEach
    void close() throws Exception {
        objects.close();
    }

    private IdScan scan(String tenant) {
        return Objects.requireNonNull(objects.scan("p", tenant));
    }

    private boolean finds(String text) throws IOException {
        return scan("other").holds(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"prompt\":{\"variables\":{\"doc\":{\"file_id\":\"file-Abc123\"}}}}",
                "{\"audio\":{\"id\":\"file\\u002dAbc123\"}}",
                "{\"\\u0066ile-Abc123\":1}",
                "{\"arguments\":\"{\\\"file_id\\\":\\\"file-Abc123\\\"}\"}",
                "{\"arguments\":\"{\\\"file_id\\\":\\\"file\\\\u002dAbc123\\\"}\"}",
                "{\"input\":{\"uri\":\"https:\\/\\/host\\/v1beta\\/files\\/report:download?alt=media\"}}",
                "{\"uri\":\"https://host/v1beta/files/report\"}",
                "{\"uri\":\"https://host/v1/files/file-Abc123/content\"}",
                "{\"uri\":\"files%2Freport\"}",
                "{\"uri\":\"https://host/files/file%252DAbc123#x\"}",
                "{\"model\":\"ft:gpt-4o:acme::x9\"}",
                "{\"model\":\"ft:gpt-4o:acme::x9:ckpt-step-10\"}",
                "{\"id\":\"FILE-ABC123\"}",
                "{\"id\":\"0f4c-uuid-77\"}",
                "{\"id\":\" file-Abc123\\t\"}",
                "{\"id\":\"\\u00a0file-Abc123\\u3000\"}",
                "{\"id\":\"u1\"}",
                "{\"voice\":{\"id\":\"voice\"}}",
                "[\"see file-Abc123.\"]",
                "--q\r\nContent-Disposition: form-data; name=\"file-Abc123\"\r\n\r\n1\r\n--q--",
                "--q\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\nu1\r\n--q--",
                "{\"custom_id\":\"1\",\"body\":{\"input\":\"x\"}}\n{\"body\":{\"file_id\":\"file-Abc123\"}}\n",
                "a=1&file_id=file-Abc123&b=2",
                "upload_id=upload%2Bid%3D1%3D%3D",
                "/v1/x/u1/y",
                "attachment; filename=file-Abc123"
            })
    void anIdOfAnotherTenantIsFoundWhereverItStands(String text) throws IOException {
        assertThat(finds(text)).isTrue();
        // in any pieces
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        IdScan scan = scan("other");
        for (byte b : bytes) {
            scan.feed(new byte[] {b}, 0, 1);
        }
        scan.end();
        assertThat(scan.found()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"file_id\":\"file-Own1\"}",
                "{\"file_id\":\"file-Nobody1\"}",
                "{\"text\":\"a report of files, and a voice that u1 hears\"}",
                "{\"text\":\"file-Abc1234 and xfile-Abc123\"}",
                "{\"uri\":\"https://host/reports/report\"}",
                "{\"text\":\"100% \\\\ \\u12 %zz \\ud800\"}",
                ""
            })
    void whatIsNobodysOrTheTenantsOwnPasses(String text) throws IOException {
        assertThat(finds(text)).isFalse();
        assertThat(scan("acme").holds(text.replace("file-Own1", "file-Abc123"))).isFalse();
    }

    @Test
    void anOwnIdIsTheTenantsThoughAnothersDiffersByItsCaseAlone() throws IOException {
        objects.remember("p", "other", List.of("file-aBC123"));
        assertThat(finds("\"file-aBC123\"")).isFalse();
        assertThat(finds("\"file-Abc123\"")).isTrue();
        assertThat(finds("\"file-abc123\"")).isTrue();
    }

    @Test
    void withoutAnotherTenantNothingIsLookedFor() throws IOException {
        assertThat(objects.scan("q", "other")).isNull();
        objects.forget("p", "other", "file-Own1");
        assertThat(objects.scan("p", "acme")).isNull();
    }

    @Test
    void whatIsKnownOutgrowsItsFilterAndLivesLongerThanTheProcess() throws Exception {
        List<String> many = new Random(7)
                .ints(5_000, 0, Integer.MAX_VALUE)
                .mapToObj(i -> "resp_" + i)
                .toList();
        objects.remember("p", "acme", many);
        for (int round = 0; round < 2; round++) {
            for (String id : many) {
                assertThat(finds("x " + id + " y")).isTrue();
            }
            objects.close();
            objects = ResourceOwnershipStore.open(directory);
        }
        IdFilter filter = new IdFilter(5_000);
        many.forEach(filter::add);
        long wrong = new Random(8)
                .ints(10_000, 0, Integer.MAX_VALUE)
                .filter(i -> filter.mayHold(hash("batch_" + i)))
                .count();
        assertThat(wrong).isLessThan(50);
    }

    private static long hash(String text) {
        long hash = 0;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            hash = IdFilter.next(hash, b);
        }
        return hash;
    }

    @Test
    void longRunsCostNoMemoryAndEndAtTheirEnd() throws IOException {
        String run = "A".repeat(100_000);
        assertThat(finds(run + ":" + run + "/" + run)).isFalse();
        assertThat(finds(run + " \"file-Abc123\"")).isTrue();
        assertThat(finds("a:".repeat(50_000) + "/file-Abc123")).isTrue();
    }
}
