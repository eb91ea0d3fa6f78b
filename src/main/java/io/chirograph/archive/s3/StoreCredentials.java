package io.chirograph.archive.s3;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/// The credential of one store: given, in a file that is read again, or from AWS's default chain.
final class StoreCredentials implements AwsCredentialsProvider, ExecutionInterceptor {
    private final AwsCredentialsProvider source;
    private volatile @Nullable Instant expires;
    private volatile @Nullable String accessKeyId;

    private StoreCredentials(AwsCredentialsProvider source) {
        this.source = source;
    }

    static StoreCredentials of(S3Settings settings, InstantSource clock) {
        String id = settings.accessKeyId();
        String secret = settings.secretAccessKey();
        if (settings.credentialsFile() != null) {
            return new StoreCredentials(new CredentialsFile(settings.credentialsFile(), clock));
        }
        return new StoreCredentials(
                id == null || secret == null
                        ? DefaultCredentialsProvider.builder().build()
                        : StaticCredentialsProvider.create(AwsBasicCredentials.create(id, secret)));
    }

    @Override
    public AwsCredentials resolveCredentials() {
        AwsCredentials credentials = source.resolveCredentials();
        expires = credentials.expirationTime().orElse(null);
        accessKeyId = credentials.accessKeyId();
        return credentials;
    }

    @Override
    public void onExecutionFailure(Context.FailedExecution context, ExecutionAttributes attributes) {
        if (source instanceof CredentialsFile file
                && context.exception() instanceof AwsServiceException refusal
                && (S3Errors.isAboutCredentials(refusal) || refusal.statusCode() == 403)) {
            file.refused();
        }
    }

    /// The id of the key that was last used; empty before the first request.
    Optional<String> accessKeyId() {
        return Optional.ofNullable(accessKeyId);
    }

    /// When the credential that was last used ends; empty where it has no known end.
    Optional<Instant> expires() {
        return Optional.ofNullable(expires);
    }
}
