package io.chirograph.archive.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.archive.ArchiveConflictException;
import io.chirograph.archive.ArchiveDeniedException;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.LockMode;
import io.chirograph.archive.ObjectVersion;
import io.chirograph.archive.PutResult;
import io.chirograph.archive.Retention;
import java.io.ByteArrayInputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;

/// What goes over the wire, which decides whether a store understands it and checks the bytes.
class S3RequestsTest {
    private static final byte[] CONTENT = "content".getBytes(UTF_8);
    private static final String NO_VERSIONS =
            "<ListVersionsResult><IsTruncated>false</IsTruncated></ListVersionsResult>";
    private static final String ONE_VERSION = """
        <ListVersionsResult><IsTruncated>false</IsTruncated><Version><Key>p/log/a</Key><VersionId>v1</VersionId>
        <IsLatest>true</IsLatest><LastModified>2026-11-21T12:00:00Z</LastModified><Size>7</Size></Version>
        </ListVersionsResult>\
        """;
    private static final String RETENTION = """
        <Retention><Mode>COMPLIANCE</Mode><RetainUntilDate>2027-12-26T12:00:00Z</RetainUntilDate></Retention>\
        """;

    private final Store store = new Store();

    /// Answers what it was told to, in order, and keeps what it was asked.
    private static final class Store implements SdkHttpClient {
        private record Answer(int status, String version, String body) {}

        private final Deque<Answer> answers = new ArrayDeque<>();
        private final List<SdkHttpRequest> requests = new ArrayList<>();
        private String region = "";

        Store answer(int status, String body) {
            answers.add(new Answer(status, "v1", body));
            return this;
        }

        @Override
        public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
            requests.add(request.httpRequest());
            Answer answer = answers.remove();
            return new ExecutableHttpRequest() {
                @Override
                public HttpExecuteResponse call() {
                    byte[] body = answer.body().getBytes(UTF_8);
                    return HttpExecuteResponse.builder()
                            .response(SdkHttpResponse.builder()
                                    .statusCode(answer.status())
                                    .putHeader("Content-Length", "" + body.length)
                                    .putHeader("x-amz-version-id", answer.version())
                                    .putHeader("x-amz-bucket-region", region)
                                    .build())
                            .responseBody(AbortableInputStream.create(new ByteArrayInputStream(body)))
                            .build();
                }

                @Override
                public void abort() {
                    // nothing runs on
                }
            };
        }

        @Override
        public void close() {
            // nothing is open
        }
    }

    private S3Archive archive() {
        return archive(new S3Settings(
                "bucket", "p", "https://s3.example.com", "eu-1", true, "theid", "secret", null, null, null));
    }

    private S3Archive archive(S3Settings settings) {
        return new S3Archive(
                settings, S3Clients.builder(settings).httpClient(store).build());
    }

    private static PutResult put(S3Archive archive) throws Exception {
        return archive.put(
                "log/a", CONTENT, new Retention(LockMode.COMPLIANCE, Instant.parse("2027-12-26T12:00:00.9Z")));
    }

    private static String location(String region) {
        return "<LocationConstraint xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">" + region
                + "</LocationConstraint>";
    }

    @Test
    void whereABucketIsIsSaidByItsStoreOrByNobody() throws Exception {
        store.answer(200, "").answer(200, location("eu-central-1"));
        assertThat(archive().region()).hasValue("eu-central-1");
        store.answer(200, "").answer(200, location("EU"));
        assertThat(archive().region()).hasValue("eu-west-1");
        store.answer(200, "").answer(200, location(""));
        assertThat(archive().region()).isEmpty();
        store.answer(200, "").answer(403, "<Error><Code>AccessDenied</Code></Error>");
        assertThat(archive().region()).isEmpty();
        store.answer(404, "");
        assertThat(archive().region()).isEmpty();
        store.region = "us-gov-west-1";
        store.answer(200, "");
        assertThat(archive().region()).hasValue("us-gov-west-1");
        for (int i = 0; i < 10; i++) {
            store.answer(503, "");
        }
        assertThatThrownBy(archive()::region).isInstanceOf(ArchiveUnavailableException.class);
    }

    @Test
    void aPutCarriesItsDigestsAndItsLockAndNothingThatStoresRefuse() throws Exception {
        store.answer(200, NO_VERSIONS).answer(200, "").answer(200, ONE_VERSION).answer(200, RETENTION);
        put(archive(new S3Settings(
                "bucket", "p", "https://s3.example.com", "eu-1", true, "theid", "secret", "aws:kms", "key-1", null)));
        SdkHttpRequest put = store.requests.get(1);
        assertThat(put.getUri()).hasToString("https://s3.example.com/bucket/p/log/a");
        byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(CONTENT);
        byte[] md5 = MessageDigest.getInstance("MD5").digest(CONTENT);
        assertThat(put.firstMatchingHeader("x-amz-content-sha256"))
                .hasValue(HexFormat.of().formatHex(sha256));
        assertThat(put.firstMatchingHeader("Content-MD5"))
                .hasValue(Base64.getEncoder().encodeToString(md5));
        assertThat(put.firstMatchingHeader("If-None-Match")).hasValue("*");
        assertThat(put.firstMatchingHeader("x-amz-object-lock-mode")).hasValue("COMPLIANCE");
        assertThat(put.firstMatchingHeader("x-amz-object-lock-retain-until-date"))
                .hasValue("2027-12-26T12:00:00Z");
        assertThat(put.firstMatchingHeader("x-amz-server-side-encryption")).hasValue("aws:kms");
        assertThat(put.firstMatchingHeader("x-amz-server-side-encryption-aws-kms-key-id"))
                .hasValue("key-1");
        assertThat(put.headers().keySet())
                .noneMatch(
                        name -> name.toLowerCase(Locale.ROOT)
                                .matches(
                                        "x-amz-checksum.*|x-amz-trailer|x-amz-sdk-checksum.*|expect|transfer-encoding|content-encoding"));
    }

    @Test
    void aStoreThatDoesNotKnowTheConditionIsAskedWithoutIt() throws Exception {
        String notImplemented = "<Error><Code>NotImplemented</Code></Error>";
        store.answer(200, NO_VERSIONS)
                .answer(501, notImplemented)
                .answer(200, "")
                .answer(200, ONE_VERSION)
                .answer(200, RETENTION);
        assertThat(put(archive())).isInstanceOf(PutResult.Stored.class);
        assertThat(store.requests.get(2).firstMatchingHeader("If-None-Match")).isEmpty();
    }

    @Test
    void aPreconditionThatFailedIsSettledByReading() throws Exception {
        String failed = "<Error><Code>PreconditionFailed</Code></Error>";
        store.answer(200, NO_VERSIONS)
                .answer(412, failed)
                .answer(200, ONE_VERSION)
                .answer(200, "content")
                .answer(200, RETENTION);
        assertThat(put(archive()).lock()).isNotNull();
        store.answer(200, NO_VERSIONS)
                .answer(412, failed)
                .answer(200, ONE_VERSION)
                .answer(200, "CONTENT");
        assertThatThrownBy(() -> put(archive())).isInstanceOf(ArchiveConflictException.class);
    }

    @Test
    void aSuccessThatIsNotListedIsNoSuccess() {
        store.answer(200, NO_VERSIONS).answer(200, "").answer(200, NO_VERSIONS);
        assertThatThrownBy(() -> put(archive()))
                .isInstanceOf(ArchiveUnavailableException.class)
                .hasMessageContaining("not listed");
    }

    @Test
    void aLockThatDidNotTakeIsNone() throws Exception {
        store.answer(200, NO_VERSIONS)
                .answer(200, "")
                .answer(200, ONE_VERSION)
                .answer(404, "<Error><Code>NoSuchObjectLockConfiguration</Code></Error>");
        S3Archive archive = archive();
        assertThat(put(archive)).isEqualTo(new PutResult.Stored(null));
        assertThat(archive.describe().tier()).isEqualTo("none");
    }

    @Test
    void aRefusalIsReportedWithItsCodeAndWithoutCredentials() {
        store.answer(200, NO_VERSIONS).answer(403, "<Error><Code>AccessDenied</Code></Error>");
        assertThatThrownBy(() -> put(archive()))
                .isInstanceOf(ArchiveUnavailableException.class)
                .hasMessageContaining("PUT s3://bucket/p/log/a: 403 AccessDenied")
                .hasMessageNotContaining("theid")
                .hasMessageNotContaining("secret");
    }

    @Test
    void whatIsDeniedToThisIdentityIsToldFromACredentialThatDoesNotHold() {
        store.answer(403, "<Error><Code>AccessDenied</Code></Error>")
                .answer(403, "<Error><Code>ExpiredToken</Code></Error>");
        assertThatThrownBy(() -> archive().get("log/a", 10)).isInstanceOf(ArchiveDeniedException.class);
        assertThatThrownBy(() -> archive().get("log/a", 10)).isExactlyInstanceOf(ArchiveUnavailableException.class);
    }

    @Test
    void namesThatAreNoKeysAreAskedForInAnEncodingThatCarriesThem() throws Exception {
        String page = """
            <ListVersionsResult><EncodingType>url</EncodingType><IsTruncated>false</IsTruncated>
            <Version><Key>p/log/events/%1B%5B2K%0Ax</Key><VersionId>v1</VersionId><IsLatest>true</IsLatest>
            <LastModified>2026-11-21T12:00:00Z</LastModified><Size>7</Size></Version>
            <Version><Key>p/log/events/good%3D1</Key><VersionId>v1</VersionId><IsLatest>true</IsLatest>
            <LastModified>2026-11-21T12:00:00Z</LastModified><Size>7</Size></Version>
            <DeleteMarker><Key>p/log/events/%07</Key><VersionId>v2</VersionId><IsLatest>true</IsLatest>
            <LastModified>2026-11-21T12:00:00Z</LastModified></DeleteMarker></ListVersionsResult>\
            """;
        store.answer(200, page).answer(200, page);
        assertThat(archive().versions("log/events/", "", 10))
                .extracting(ObjectVersion::key)
                .containsExactly("log/events/good=1");
        assertThat(archive().strays("log/events/", 10)).containsExactly("log/events/\u0007", "log/events/\u001b[2K\nx");
        assertThat(store.requests)
                .allSatisfy(request -> assertThat(request.firstMatchingRawQueryParameter("encoding-type"))
                        .hasValue("url"));
    }

    @Test
    void aStoreWithoutVersionsIsListedPlainly() throws Exception {
        store.answer(501, "<Error><Code>NotImplemented</Code></Error>").answer(200, """
            <ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>p/log/a</Key><Size>7</Size>
            <LastModified>2026-11-21T12:00:00Z</LastModified></Contents></ListBucketResult>\
            """);
        assertThat(archive().versions("log/", "log/a", 10))
                .containsExactly(
                        new ObjectVersion("log/a", null, true, false, 7, Instant.parse("2026-11-21T12:00:00Z")));
        assertThat(store.requests.get(1).firstMatchingRawQueryParameter("start-after"))
                .hasValue("p/log/`~");
    }
}
