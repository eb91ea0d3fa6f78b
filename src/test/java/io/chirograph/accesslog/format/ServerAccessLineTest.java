package io.chirograph.accesslog.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Lines of S3 server access logs. Those of [#VERSIONING] and [#PUT] are examples of the Amazon S3 User
/// Guide, "Amazon S3
/// server access log format" (docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html, and its former
/// version).
class ServerAccessLineTest {
    private static final String OWNER = "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be";
    private static final String VERSIONING = OWNER + " amzn-s3-demo-bucket1 [06/Feb/2019:00:00:38 +0000] 192.0.2.3 "
            + OWNER + " 3E57427F3EXAMPLE REST.GET.VERSIONING - \"GET /amzn-s3-demo-bucket1?versioning HTTP/1.1\" 200 -"
            + " 113 - 7 - \"-\" \"S3Console/0.4\" - s9lzHYrFp76ZVxRcpX9+5cjAnEH2ROuNkd2BHfIa6UkFVdtjf5mKR3/eTPFvsiP/XV/"
            + "VLi31234= SigV4 ECDHE-RSA-AES128-GCM-SHA256 AuthHeader amzn-s3-demo-bucket1.s3.us-west-1.amazonaws.com"
            + " TLSV1.2 arn:aws:s3:us-west-1:123456789012:accesspoint/example-AP Yes";
    private static final String PUT = OWNER + " mybucket [06/Feb/2014:00:01:57 +0000] 192.0.2.3 " + OWNER
            + " DD6CC733AEXAMPLE REST.PUT.OBJECT s3-dg.pdf \"PUT /mybucket/s3-dg.pdf HTTP/1.1\" 200 - - 4406583 41754 28"
            + " \"-\" \"S3Console/0.4\" -";

    private static StoreAccess read(String line) {
        List<StoreAccess> read = new ArrayList<>();
        ServerAccessLine.read(line.getBytes(StandardCharsets.UTF_8), read);
        return read.getFirst();
    }

    private static String line(String operation, String key, String request, String rest) {
        return OWNER
                + " audit [30/Nov/2026:19:55:09 +0000] 192.0.2.7 arn:aws:iam::111122223333:user/mallory 7B4A0FABBEXAMPLE "
                + operation + " " + key + " \"" + request + "\" " + rest;
    }

    @Test
    void theGuidesLineAboutABucketIsRead() {
        StoreAccess read = read(VERSIONING);
        assertThat(read.bucket()).isEqualTo("amzn-s3-demo-bucket1");
        assertThat(read.at()).isEqualTo(Instant.parse("2019-02-06T00:00:38Z"));
        assertThat(read.peer()).isEqualTo("192.0.2.3");
        assertThat(read.principal()).isEqualTo(OWNER);
        assertThat(read.requestId()).isEqualTo("3E57427F3EXAMPLE");
        assertThat(read.action()).isEqualTo(Action.OTHER);
        assertThat(read.key()).isNull();
        assertThat(read.status()).isEqualTo(200);
        assertThat(read.error()).isNull();
        assertThat(read.bytes()).isEqualTo(113);
        assertThat(read.userAgent()).isEqualTo("S3Console/0.4");
        assertThat(read.versionId()).isNull();
    }

    @Test
    void theGuidesLineAboutAnObjectIsRead() {
        StoreAccess read = read(PUT);
        assertThat(read.action()).isEqualTo(Action.WRITE);
        assertThat(read.key()).isEqualTo("s3-dg.pdf");
        assertThat(read.bytes()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "REST.GET.OBJECT, a/b, READ",
        "REST.HEAD.OBJECT, a/b, HEAD",
        "REST.GET.OBJECT_TAGGING, a/b, HEAD",
        "REST.COPY.OBJECT_GET, a/b, READ",
        "REST.COPY.PART_GET, a/b, READ",
        "REST.COPY.OBJECT, a/b, WRITE",
        "REST.GET.BUCKET, -, LIST",
        "REST.GET.BUCKETVERSIONS, -, LIST",
        "REST.GET.UPLOADS, -, LIST",
        "REST.GET.BUCKETPOLICY, -, OTHER",
        "REST.PUT.BUCKETPOLICY, -, CONFIGURE",
        "REST.PUT.LOGGING_STATUS, -, CONFIGURE",
        "REST.PUT.ACL, a/b, CONFIGURE",
        "REST.PUT.OBJECT_LOCK_RETENTION, a/b, RETENTION",
        "REST.PUT.LEGAL_HOLD, a/b, RETENTION",
        "REST.PUT.PART, a/b, WRITE",
        "REST.POST.UPLOAD, a/b, WRITE",
        "REST.DELETE.OBJECT, a/b, DELETE",
        "BATCH.DELETE.OBJECT, a/b, DELETE",
        "REST.POST.MULTI_OBJECT_DELETE, -, DELETE",
        "S3.EXPIRE.OBJECT, a/b, DELETE",
        "S3.CREATE.DELETEMARKER, a/b, DELETE",
        "S3.TRANSITION_SIA.OBJECT, a/b, OTHER",
        "NONSENSE, a/b, OTHER"
    })
    void anOperationAmountsToAnAction(String operation, String key, Action action) {
        assertThat(read(line(operation, key, "X / HTTP/1.1", "200 - 1 - 1 1 \"-\" \"-\" -"))
                        .action())
                .isEqualTo(action);
    }

    @Test
    void aKeyIsDecodedAsOftenAsItIsEncoded() {
        String rest = "200 - 1 - 1 1 \"-\" \"-\" -";
        assertThat(read(line("REST.GET.OBJECT", "gw/dt%253D2026-11-21/a", "GET /x HTTP/1.1", rest))
                        .key())
                .isEqualTo("gw/dt=2026-11-21/a");
        assertThat(read(line("REST.GET.OBJECT", "gw/dt%3D1", "GET /x HTTP/1.1", rest))
                        .key())
                .isEqualTo("gw/dt=1");
        assertThat(read(line("REST.GET.OBJECT", "100%25zz%", "GET /x HTTP/1.1", rest))
                        .key())
                .isEqualTo("100%zz%");
    }

    @Test
    void aListingHasItsPrefix() {
        StoreAccess read = read(line(
                "REST.GET.BUCKET",
                "-",
                "GET /?list-type=2&prefix=prod%2Fgw&x=1 HTTP/1.1",
                "200 - 1 - 1 1 \"-\" \"-\" -"));
        assertThat(read.action()).isEqualTo(Action.LIST);
        assertThat(read.key()).isEqualTo("prod/gw");
    }

    @Test
    void quotesThatAClientSendsForgeNothingBeforeThem() {
        String forged = "\" 404 NoSuchKey 0 0 0 0 \"-\" \"innocent\" v2 x";
        StoreAccess read = read(line(
                "REST.GET.OBJECT",
                "a",
                "GET /a?x=\"" + "\"404 HTTP/1.1",
                "200 - 4711 4711 9 8 \"http://r\" \"mal" + forged + "lory\" v1 host="));
        assertThat(read.status()).isEqualTo(200);
        assertThat(read.bytes()).isEqualTo(4711);
        assertThat(read.userAgent()).isEqualTo("mal" + forged + "lory");
        assertThat(read.versionId()).isEqualTo("v1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"", "\"GET", "\"GET /a HTTP/1.1\"", "\"GET /a b HTTP/1.1\" 200", "- 2\u0000 - x"})
    void aLineThatBreaksOffStillTellsWhoAskedForWhat(String rest) {
        StoreAccess read =
                read(OWNER + " audit [30/Nov/2026:19:55:09 +0000] 192.0.2.7 mallory ID REST.GET.OBJECT a/b " + rest);
        assertThat(read.principal()).isEqualTo("mallory");
        assertThat(read.key()).isEqualTo("a/b");
        assertThat(read.action()).isEqualTo(Action.READ);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "{}",
                "a b [c] d e f G h",
                "a b [30/Foo/2026:19:55:09 +0000] d e f G h",
                "a b [30/Nov/2026:25:55:09 +0000] d e f G h",
                "\u0000\u0000\u0000"
            })
    void whatIsNoLineSaysSo(String line) {
        assertThatThrownBy(() -> read(line)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theSameRecordHasTheSameIdAndNoOtherOneHas() {
        assertThat(read(PUT).id())
                .isEqualTo(read(PUT).id())
                .isNotEqualTo(read(VERSIONING).id());
        String batch = line("BATCH.DELETE.OBJECT", "a", "-", "204 - - 1 - - - - -");
        assertThat(read(batch).id())
                .isNotEqualTo(read(batch.replace(" a ", " b ")).id());
        String nameless = PUT.replace("DD6CC733AEXAMPLE", "-");
        assertThat(read(nameless).id())
                .isNotEqualTo(read(nameless.replace("41754", "41755")).id());
    }

    /// Whatever bytes there are, the answer is a record or an [IllegalArgumentException].
    @Test
    void noBytesBreakIt() {
        Random random = new Random(7);
        byte[] whole = VERSIONING.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 20_000; i++) {
            byte[] broken = whole.clone();
            for (int changes = 0; changes < 4; changes++) {
                broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
            }
            try {
                List<StoreAccess> read = new ArrayList<>();
                ServerAccessLine.read(broken, read);
                assertThat(read).hasSize(1);
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageContaining("server access log");
            }
        }
    }
}
