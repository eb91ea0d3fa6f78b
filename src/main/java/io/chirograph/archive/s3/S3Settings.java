package io.chirograph.archive.s3;

import io.chirograph.archive.Keys;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Where a bucket is and how to speak to it.
/// @param prefix what stands before every key, without slash at either end; empty for the whole bucket
/// @param endpoint URL of a store that is not AWS; null for AWS
/// @param region signing region; null takes AWS's own chain, or `us-east-1` where an endpoint is given
/// @param pathStyle bucket in the path instead of the host name; null: where an endpoint is given
/// @param accessKeyId null takes AWS's default credential chain
/// @param sse server-side encryption to ask for: `AES256`, `aws:kms` or null
/// @param sseKmsKeyId the key for `aws:kms`; null for the bucket's own
/// @param credentialsFile where the credential stands instead, and is read again when it changes
public record S3Settings(
        String bucket,
        @Nullable String prefix,
        @Nullable String endpoint,
        @Nullable String region,
        @Nullable Boolean pathStyle,
        @Nullable String accessKeyId,
        @Nullable String secretAccessKey,
        @Nullable String sse,
        @Nullable String sseKmsKeyId,
        @Nullable Path credentialsFile) {
    private static final String AT = "chirograph.archive.s3.";

    public S3Settings {
        prefix = prefix == null ? "" : prefix;
        endpoint = blankToNull(endpoint);
        pathStyle = pathStyle == null ? Boolean.valueOf(endpoint != null) : pathStyle;
        region = blankToNull(region);
        accessKeyId = blankToNull(accessKeyId);
        secretAccessKey = blankToNull(secretAccessKey);
        sse = blankToNull(sse);
        sseKmsKeyId = blankToNull(sseKmsKeyId);
        bucket = String.valueOf(bucket);
        if (bucket.equals("null") || !bucket.matches("[A-Za-z0-9._-]{3,255}")) {
            throw new IllegalArgumentException(AT + "bucket is \"" + bucket + "\", expected a bucket name");
        }
        if (!prefix.isEmpty() && !Arrays.stream(prefix.split("/", -1)).allMatch(Keys::isSegment)) {
            throw new IllegalArgumentException(
                    AT + "prefix is \"" + prefix + "\", expected names of letters, digits and . _ = - between slashes");
        }
        if (endpoint != null && !endpoint.matches("https?://[^/?#@\\s]+/?")) {
            throw new IllegalArgumentException(
                    AT + "endpoint is \"" + endpoint + "\", expected http(s)://host[:port] and nothing else");
        }
        if ((accessKeyId == null) != (secretAccessKey == null)) {
            throw new IllegalArgumentException(AT + "access-key-id and secret-access-key go together");
        }
        if (credentialsFile != null && accessKeyId != null) {
            throw new IllegalArgumentException(
                    AT + "credentials-file and access-key-id are both set, expected one of them");
        }
        if (sse != null && !sse.equals("AES256") && !sse.equals("aws:kms")) {
            throw new IllegalArgumentException(AT + "sse is \"" + sse + "\", expected AES256 or aws:kms");
        }
        if (sseKmsKeyId != null && !"aws:kms".equals(sse)) {
            throw new IllegalArgumentException(AT + "sse-kms-key-id needs " + AT + "sse to be aws:kms");
        }
    }

    /// The same bucket with another credential.
    /// @param id null takes the file's, without a file AWS's default credential chain
    public S3Settings withCredential(@Nullable String id, @Nullable String secret, @Nullable Path file) {
        return new S3Settings(bucket, prefix, endpoint, region, pathStyle, id, secret, sse, sseKmsKeyId, file);
    }

    /// What stands before every key: the prefix and a slash, or nothing.
    public String base() {
        return prefix().isEmpty() ? "" : prefix() + "/";
    }

    String location(String key) {
        return "s3://" + bucket + "/" + base() + key;
    }

    public String location() {
        return "s3://" + bucket + (prefix().isEmpty() ? "" : "/" + prefix());
    }

    @Override
    public String prefix() {
        return prefix == null ? "" : prefix;
    }

    @Override
    public String toString() {
        return location() + " at " + (endpoint == null ? "aws" : endpoint);
    }

    private static @Nullable String blankToNull(@Nullable String value) {
        return value == null || value.isBlank() ? null : value;
    }
}
