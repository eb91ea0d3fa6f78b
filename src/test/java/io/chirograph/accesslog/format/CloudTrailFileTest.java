package io.chirograph.accesslog.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.accesslog.format.LogRecords.MalformedLogException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Log files of CloudTrail. The event has the fields of the examples of the Amazon S3 User Guide
/// ("CloudTrail log file entries for Amazon S3", and the data event `GetObject` of "CloudTrail data event
/// log file examples").
class CloudTrailFileTest {
    private static final String EVENT = """
            {"eventVersion":"1.11","userIdentity":{"type":"IAMUser","principalId":"123456789012",
            "arn":"arn:aws:iam::111122223333:user/myUserName","accountId":"111122223333",
            "accessKeyId":"AKIAIOSFODNN7EXAMPLE","userName":"myUserName"},"eventTime":"2024-11-22T17:12:25Z",
            "eventSource":"s3.amazonaws.com","eventName":"NAME","awsRegion":"us-east-1",
            "sourceIPAddress":"192.0.2.0","userAgent":"[aws-cli/2.18.5]",
            "requestParameters":{"bucketName":"audit","Host":"audit.s3.us-east-1.amazonaws.com"KEY},
            "responseElements":null,"additionalEventData":{"SignatureVersion":"SigV4","bytesTransferredIn":0,
            "AuthenticationMethod":"AuthHeader","bytesTransferredOut":28441},"requestID":"07D681123BD12AED",
            "eventID":"ID","readOnly":true,"eventType":"AwsApiCall","managementEvent":false,
            "recipientAccountId":"111122223333","eventCategory":"Data"}""";

    private static String event(String name, String key, String id) {
        return EVENT.replace("NAME", name)
                .replace("KEY", key.isEmpty() ? "" : ",\"key\":\"" + key + "\"")
                .replace("\"ID\"", "\"" + id + "\"");
    }

    private static byte[] file(String json) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(json.getBytes(StandardCharsets.UTF_8));
        }
        return out.toByteArray();
    }

    private static byte[] records(String... events) throws IOException {
        return file("{\"Records\":[" + String.join(",", events) + "]}");
    }

    private static List<LogRecord> read(byte[] file, long from) throws IOException {
        LogRecords records = LogFormat.CLOUDTRAIL.read(new ByteArrayInputStream(file), from, true);
        List<LogRecord> all = new ArrayList<>();
        for (LogRecord record = records.next(); record != null; record = records.next()) {
            all.add(record);
        }
        return all;
    }

    @Test
    void anEventOfAnObjectIsRead() throws Exception {
        List<LogRecord> all = read(records(event("GetObject", "prod/x.json", "e-1")), 0);
        assertThat(all).hasSize(1);
        StoreAccess read = all.getFirst().accesses().getFirst();
        assertThat(read.id()).isEqualTo("e-1");
        assertThat(read.at()).isEqualTo(Instant.parse("2024-11-22T17:12:25Z"));
        assertThat(read.principal()).isEqualTo("arn:aws:iam::111122223333:user/myUserName");
        assertThat(read.keyId()).isEqualTo("AKIAIOSFODNN7EXAMPLE");
        assertThat(read.peer()).isEqualTo("192.0.2.0");
        assertThat(read.action()).isEqualTo(Action.READ);
        assertThat(read.bucket()).isEqualTo("audit");
        assertThat(read.key()).isEqualTo("prod/x.json");
        assertThat(read.bytes()).isEqualTo(28441);
        assertThat(read.requestId()).isEqualTo("07D681123BD12AED");
        assertThat(read.userAgent()).isEqualTo("[aws-cli/2.18.5]");
    }

    @ParameterizedTest
    @CsvSource({
        "HeadObject, k, HEAD",
        "GetObjectRetention, k, HEAD",
        "ListObjects, '', LIST",
        "ListObjectVersions, '', LIST",
        "ListMultipartUploads, '', LIST",
        "SelectObjectContent, k, READ",
        "PutObject, k, WRITE",
        "CopyObject, k, WRITE",
        "CompleteMultipartUpload, k, WRITE",
        "PutObjectRetention, k, RETENTION",
        "PutObjectLegalHold, k, RETENTION",
        "PutObjectAcl, k, CONFIGURE",
        "DeleteObject, k, DELETE",
        "DeleteObjects, '', DELETE",
        "PutBucketPolicy, '', CONFIGURE",
        "DeleteBucketLifecycle, '', CONFIGURE",
        "GetBucketPolicy, '', OTHER",
        "Nonsense1, k, OTHER",
        "x, k, OTHER"
    })
    void anEventAmountsToAnAction(String name, String key, Action action) throws Exception {
        assertThat(read(records(event(name, key, "e")), 0)
                        .getFirst()
                        .accesses()
                        .getFirst()
                        .action())
                .isEqualTo(action);
    }

    @Test
    void nobodyIsNobody() throws Exception {
        String anonymous = event("GetObject", "k", "e")
                .replaceAll(
                        "\"userIdentity\":\\{[^}]*}",
                        "\"userIdentity\":{\"type\":\"AWSAccount\",\"principalId\":\"\",\"accountId\":\"ANONYMOUS_PRINCIPAL\"}");
        StoreAccess read = read(records(anonymous), 0).getFirst().accesses().getFirst();
        assertThat(read.principal()).isNull();
        assertThat(read.keyId()).isNull();
    }

    @Test
    void whatIsAboutOtherThingsIsPassedOverAndWhatIsNoneIsCounted() throws Exception {
        List<LogRecord> all = read(
                records(
                        event("GetObject", "k", "e")
                                .replace("s3.amazonaws.com\",\"eventName", "sts.amazonaws.com\",\"eventName")
                                .replace("\"bucketName\":\"audit\",", ""),
                        "1",
                        "{}",
                        "[[[]]]",
                        event("GetObject", "k", "e").replace("2024-11-22T17:12:25Z", "soon"),
                        event("GetObject", "k", "e-2")),
                0);
        assertThat(all)
                .extracting(record -> record.bad() == null)
                .containsExactly(true, false, false, false, false, true);
        assertThat(all.getFirst().accesses()).isEmpty();
        assertThat(all.getLast().accesses()).hasSize(1);
    }

    @Test
    void itGoesOnWhereItStopped() throws Exception {
        byte[] file = records(event("GetObject", "a", "1"), event("GetObject", "b", "2"), event("GetObject", "c", "3"));
        List<LogRecord> all = read(file, 0);
        assertThat(read(file, all.getFirst().next())).isEqualTo(all.subList(1, 3));
        assertThat(read(file, all.getLast().next())).isEmpty();
        assertThat(read(file, 99)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{", "{\"Records\":", "{\"Records\":[{\"a\":1}", "{}", "nonsense", "{\"Records\":[tru]}"})
    void whatIsNoFileSaysSo(String json) throws IOException {
        byte[] file = file(json);
        assertThatThrownBy(() -> read(file, 0)).isInstanceOf(MalformedLogException.class);
    }

    @Test
    void whatIsNoGzipOrACutOneSaysSo() throws Exception {
        assertThatThrownBy(() -> read("{\"Records\":[]}".getBytes(StandardCharsets.UTF_8), 0))
                .isInstanceOf(MalformedLogException.class);
        assertThatThrownBy(() -> read(new byte[0], 0)).isInstanceOf(MalformedLogException.class);
        byte[] whole = records(event("GetObject", "a", "1"), event("GetObject", "b", "2"));
        int cuts = 0;
        for (int length = 0; length < whole.length; length++) {
            try {
                assertThat(read(Arrays.copyOf(whole, length), 0)).hasSize(2); // nothing but the end was cut off
            } catch (MalformedLogException e) {
                cuts++;
            }
        }
        assertThat(cuts).isGreaterThan(whole.length - 20);
    }

    @Test
    void aBombIsNoRecordAndFillsNoMemory() throws Exception {
        byte[] bomb =
                file("{\"Records\":[" + event("GetObject", "a", "1") + ",{\"a\":[" + "1,".repeat(5_000_000) + "1]}]}");
        LogRecords records = LogFormat.CLOUDTRAIL.read(new ByteArrayInputStream(bomb), 0, true);
        assertThat(Objects.requireNonNull(records.next()).accesses()).hasSize(1);
        assertThatThrownBy(records::next)
                .isInstanceOf(MalformedLogException.class)
                .hasMessageContaining("a record has more than");
    }

    @Test
    void aStreamThatFailsIsNoMalformedFile() throws Exception {
        byte[] whole = records(event("GetObject", "a", "1"));
        InputStream broken = new InputStream() {
            private int at;

            @Override
            public int read() throws IOException {
                if (at == 20) {
                    throw new IOException("connection reset");
                }
                return whole[at++] & 0xFF;
            }

            @Override
            public int read(byte[] to, int offset, int length) throws IOException {
                to[offset] = (byte) read();
                return 1;
            }
        };
        assertThatThrownBy(() -> LogFormat.CLOUDTRAIL.read(broken, 0, true).next())
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(MalformedLogException.class);
    }
}
