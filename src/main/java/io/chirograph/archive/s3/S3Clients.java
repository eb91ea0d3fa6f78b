package io.chirograph.archive.s3;

import io.chirograph.archive.Archive;
import java.io.IOException;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.auth.scheme.S3AuthSchemeProvider;

/// Makes clients that every store understands: no checksum trailers, no chunked signing, the payload's own
/// SHA-256 signed, and no retries but those of the caller.
public final class S3Clients {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration READ = Duration.ofSeconds(30);
    private static final Duration CALL = Duration.ofMinutes(2);

    private S3Clients() {}

    /// @throws IllegalArgumentException the settings do not make a client
    public static Archive archive(S3Settings settings) {
        StoreClock clock = new StoreClock(InstantSource.system());
        StoreCredentials credentials = StoreCredentials.of(settings, InstantSource.system());
        return new S3Archive(settings, client(settings, builder(settings, clock, credentials)), clock, credentials);
    }

    /// @throws IllegalArgumentException the settings do not make a client
    public static S3Client client(S3Settings settings) {
        return client(settings, builder(settings));
    }

    private static S3Client client(S3Settings settings, S3ClientBuilder builder) {
        try {
            return builder.httpClientBuilder(UrlConnectionHttpClient.builder()
                            .connectionTimeout(CONNECT)
                            .socketTimeout(READ))
                    .build();
        } catch (SdkClientException e) {
            throw new IllegalArgumentException(
                    "cannot open " + settings + " (is chirograph.archive.s3.region set?): " + e.getMessage(), e);
        }
    }

    static S3ClientBuilder builder(S3Settings settings) {
        return builder(
                settings,
                new StoreClock(InstantSource.system()),
                StoreCredentials.of(settings, InstantSource.system()));
    }

    private static S3ClientBuilder builder(S3Settings settings, StoreClock clock, StoreCredentials credentials) {
        S3ClientBuilder builder = S3Client.builder()
                .credentialsProvider(credentials)
                .authSchemeProvider(signedPayload())
                .forcePathStyle(Boolean.TRUE.equals(settings.pathStyle()))
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .serviceConfiguration(S3Configuration.builder()
                        .chunkedEncodingEnabled(false)
                        .expectContinueEnabled(false)
                        .build())
                .overrideConfiguration(call -> call.retryStrategy(AwsRetryStrategy.doNotRetry())
                        .addExecutionInterceptor(clock)
                        .addExecutionInterceptor(credentials)
                        .addExecutionInterceptor(new NamedEndpoint())
                        .apiCallTimeout(CALL)
                        .apiCallAttemptTimeout(CALL));
        String endpoint = settings.endpoint();
        String region = settings.region();
        if (endpoint != null) {
            builder.endpointOverride(URI.create(endpoint));
        }
        if (region != null) {
            builder.region(Region.of(region));
        } else if (endpoint != null) {
            builder.region(Region.US_EAST_1);
        }
        return builder;
    }

    /// Over https the SDK would sign `UNSIGNED-PAYLOAD`, and then nothing checks the bytes on their way.
    private static S3AuthSchemeProvider signedPayload() {
        S3AuthSchemeProvider usual = S3AuthSchemeProvider.defaultProvider();
        return parameters -> usual.resolveAuthScheme(parameters).stream()
                .map(option -> option.toBuilder()
                        .putSignerProperty(AwsV4FamilyHttpSigner.PAYLOAD_SIGNING_ENABLED, true)
                        .build())
                .toList();
    }

    /// Says of a connection that failed where it was to go; the JDK says "Connection refused" and no more.
    private static final class NamedEndpoint implements ExecutionInterceptor {
        @Override
        public Throwable modifyException(Context.FailedExecution failed, ExecutionAttributes attributes) {
            Throwable error = failed.exception();
            Throwable root = S3Errors.root(error);
            if (failed.httpRequest().isEmpty()
                    || !(root instanceof SocketException || root instanceof UnknownHostException)) {
                return error;
            }
            SdkHttpRequest request = failed.httpRequest().get();
            String endpoint = request.protocol() + "://" + request.host() + ":" + request.port();
            return SdkClientException.create(
                    error.getMessage(),
                    new IOException("no connection to " + endpoint + " (" + root.getMessage() + ")"));
        }
    }
}
