package io.chirograph.accesslog.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Lines that a radosgw 16.2.15 wrote (`ceph-16.2.15-ops.jsonl`), and what nobody should write.
class CephOperationTest {
    private static List<StoreAccess> real() throws Exception {
        try (InputStream in = Objects.requireNonNull(
                CephOperationTest.class.getResourceAsStream("/accesslog/ceph-16.2.15-ops.jsonl"))) {
            List<StoreAccess> all = new ArrayList<>();
            LogRecords records = LogFormat.CEPH_OPS.read(in, 0, true);
            for (LogRecord record = records.next(); record != null; record = records.next()) {
                assertThat(record.bad()).isNull();
                all.addAll(record.accesses());
            }
            return all;
        }
    }

    private static StoreAccess read(String line) {
        List<StoreAccess> read = new ArrayList<>();
        CephOperation.read(line.getBytes(StandardCharsets.UTF_8), read);
        return read.getFirst();
    }

    private static String line(String operation, String uri) {
        return "{\"bucket\":\"audit\",\"time\":\"2026-11-30T19:55:09.666607Z\",\"operation\":\"" + operation
                + "\",\"uri\":\"" + uri + "\",\"http_status\":\"200\",\"trans_id\":\"tx1\"}";
    }

    @Test
    void realLinesAreRead() throws Exception {
        List<StoreAccess> all = real();
        assertThat(all.stream().map(one -> one.action() + " " + one.key()))
                .containsExactly(
                        "CONFIGURE null",
                        "WRITE prod/gw/x.txt",
                        "READ prod/gw/x.txt",
                        "HEAD prod/gw/x.txt",
                        "LIST prod/",
                        "LIST prod/",
                        "HEAD prod/gw/x.txt",
                        "DELETE prod/gw/x.txt",
                        "READ prod/gw/x.txt",
                        "READ nosuch\nkey\"é",
                        "DELETE prod/gw/y.txt",
                        "DELETE prod/gw/x.txt",
                        "WRITE prod/gw/c.txt");
        StoreAccess read = all.get(2);
        assertThat(read.principal()).isEqualTo("retention-admin");
        assertThat(read.keyId()).isEqualTo("TJqlTQDUnunHtYcjebyV");
        assertThat(read.peer()).isEqualTo("127.0.0.1");
        assertThat(read.at()).isEqualTo(Instant.parse("2026-11-30T19:55:09.614607Z"));
        assertThat(read.userAgent()).isEqualTo("evil \"agent\\ {\"a\":1}");
        assertThat(read.status()).isEqualTo(200);
        assertThat(read.bytes()).isEqualTo(5);
        assertThat(all.get(8).status()).isEqualTo(403);
        assertThat(all.stream().map(StoreAccess::id)).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource({
        "get_obj, GET /audit/a%2Fb HTTP/1.1, READ, a/b",
        "get_obj, GET /a/b HTTP/1.1, READ, a/b",
        "get_obj, GET /tenant:audit/a/b HTTP/1.1, READ, a/b",
        "put_obj_retention, PUT /audit/a?retention HTTP/1.1, RETENTION, a",
        "put_obj_legal_hold, PUT /audit/a?legal-hold HTTP/1.1, RETENTION, a",
        "put_acls, PUT /audit/a?acl HTTP/1.1, CONFIGURE, a",
        "put_bucket_policy, PUT /audit?policy HTTP/1.1, CONFIGURE,",
        "delete_bucket, DELETE /audit/ HTTP/1.1, CONFIGURE,",
        "list_multipart, GET /audit/a?uploadId=1 HTTP/1.1, HEAD, a",
        "list_bucket_multiparts, GET /audit?uploads HTTP/1.1, LIST,",
        "get_bucket_policy, GET /audit?policy HTTP/1.1, OTHER,",
        "something_new, GET /audit/a HTTP/1.1, HEAD, a",
        "something_new, DELETE /audit/a HTTP/1.1, WRITE, a",
        "x, '', OTHER,"
    })
    void anOperationAmountsToAnAction(String operation, String uri, Action action, String key) {
        StoreAccess read = read(line(operation, uri));
        assertThat(read.action()).isEqualTo(action);
        assertThat(read.key()).isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[",
                "null",
                "{}",
                "{\"bucket\":1}",
                "{\"bucket\":\"a\",\"operation\":\"get_obj\"}",
                "{\"bucket\":\"a\",\"operation\":\"get_obj\",\"time\":\"yesterday\"}",
                "\u0000"
            })
    void whatIsNoRecordSaysSo(String line) {
        assertThatThrownBy(() -> read(line)).isInstanceOf(IllegalArgumentException.class);
    }

    /// Seen of radosgw 16.2.15: under load the end of a line is left out, and an empty line follows.
    @Test
    void severalRecordsOnALineAreReadAndARestThatIsNoneIsCounted() throws Exception {
        String one = line("get_obj", "GET /audit/a HTTP/1.1");
        String two = line("get_obj", "GET /audit/b HTTP/1.1");
        byte[] log = (one + two + "\n\n" + one + " {\"bucket\n").getBytes(StandardCharsets.UTF_8);
        LogRecords records = LogFormat.CEPH_OPS.read(new ByteArrayInputStream(log), 0, true);
        LogRecord both = Objects.requireNonNull(records.next());
        assertThat(both.accesses()).extracting(StoreAccess::key).containsExactly("a", "b");
        assertThat(both.bad()).isNull();
        LogRecord half = Objects.requireNonNull(records.next());
        assertThat(half.accesses()).extracting(StoreAccess::key).containsExactly("a");
        assertThat(half.bad()).contains("JSON");
        assertThat(records.next()).isNull();
    }

    @Test
    void linesThatAreNoRecordStopNothing() throws Exception {
        String good = line("get_obj", "GET /audit/a HTTP/1.1");
        byte[] log = ("\n \r\n" + good + "\n\u0000\u0000\n" + "[".repeat(10_000) + "\n{\"a\":" + "x".repeat(10_000_000)
                        + "\n" + good + "\n" + good.substring(0, 40))
                .getBytes(StandardCharsets.UTF_8);
        LogRecords records = LogFormat.CEPH_OPS.read(new ByteArrayInputStream(log), 0, false);
        List<LogRecord> all = new ArrayList<>();
        for (LogRecord record = records.next(); record != null; record = records.next()) {
            all.add(record);
        }
        assertThat(all).extracting(record -> record.bad() == null).containsExactly(true, false, false, false, true);
        // the last line is not whole yet: it begins where the next reading does
        long next = all.getLast().next();
        assertThat(new String(log, (int) next, log.length - (int) next, StandardCharsets.UTF_8))
                .isEqualTo(good.substring(0, 40));
        LogRecords rest =
                LogFormat.CEPH_OPS.read(LogFormat.CEPH_OPS.at(new ByteArrayInputStream(log), next), next, true);
        assertThat(Objects.requireNonNull(rest.next()).bad()).contains("JSON");
        assertThat(rest.next()).isNull();
    }
}
