package io.chirograph.archive.s3;

import io.chirograph.support.disk.SmallFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.core.exception.SdkClientException;

/// A credential in a file of AWS's form that somebody else renews.
/// Lines of `name = value`, in the section `[default]` or before any: `aws_access_key_id`,
/// `aws_secret_access_key`, and for a session `aws_session_token` and `aws_expiration` (RFC 3339).
///
/// Read again when the file has changed, when the credential has expired, and when the store refused it. A file
/// that cannot be read or is half written leaves the last credential in use. No value is ever logged.
final class CredentialsFile implements AwsCredentialsProvider {
    private static final Logger LOG = LoggerFactory.getLogger(CredentialsFile.class);
    private static final int MAX_SIZE = 1 << 16;

    private final Path file;
    private final InstantSource clock;
    private @Nullable Loaded loaded;
    private @Nullable String failure;

    private record Stamp(
            FileTime modified, long size, @Nullable Object key) {}

    private record Loaded(Stamp stamp, AwsCredentials credentials) {}

    CredentialsFile(Path file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
    }

    @Override
    public synchronized AwsCredentials resolveCredentials() {
        Loaded before = loaded;
        try {
            Stamp stamp = stamp();
            if (before != null && before.stamp().equals(stamp) && !isExpired(before.credentials())) {
                return before.credentials();
            }
            Loaded now = new Loaded(stamp, parse(SmallFile.text(file, MAX_SIZE)));
            loaded = now;
            failure = null;
            return now.credentials();
        } catch (IOException | IllegalArgumentException e) {
            String reason = e instanceof IOException ? e.toString() : String.valueOf(e.getMessage());
            if (before == null) {
                throw SdkClientException.create("cannot use the credentials file " + file + ": " + reason);
            }
            if (!reason.equals(failure)) {
                LOG.warn("the credentials file {} cannot be used, its last content is: {}", file, reason);
            }
            failure = reason;
            return before.credentials();
        }
    }

    /// The store did not take the credential: the file is read again whatever its date says.
    synchronized void refused() {
        Loaded before = loaded;
        if (before != null) {
            loaded = new Loaded(new Stamp(FileTime.fromMillis(0), -1, null), before.credentials());
        }
    }

    private Stamp stamp() throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
    }

    private boolean isExpired(AwsCredentials credentials) {
        return credentials
                .expirationTime()
                .filter(end -> !end.isAfter(clock.instant()))
                .isPresent();
    }

    private static AwsCredentials parse(String text) {
        Map<String, String> values = new HashMap<>();
        String section = "default";
        for (String line : text.lines().map(String::strip).toList()) {
            int equals = line.indexOf('=');
            if (line.startsWith("[") && line.endsWith("]")) {
                section = line.substring(1, line.length() - 1).strip();
            } else if (equals > 0 && !line.startsWith("#") && !line.startsWith(";") && section.equals("default")) {
                values.put(
                        line.substring(0, equals).strip().toLowerCase(Locale.ROOT),
                        line.substring(equals + 1).strip());
            }
        }
        String id = required(values, "aws_access_key_id");
        String secret = required(values, "aws_secret_access_key");
        String token = values.get("aws_session_token");
        if (token == null || token.isEmpty()) {
            return AwsBasicCredentials.create(id, secret);
        }
        return AwsSessionCredentials.builder()
                .accessKeyId(id)
                .secretAccessKey(secret)
                .sessionToken(token)
                .expirationTime(expiration(values))
                .build();
    }

    private static String required(Map<String, String> values, String name) {
        String value = values.get(name);
        if (value == null || value.isEmpty()) {
            throw new IllegalArgumentException("it has no " + name);
        }
        return value;
    }

    private static @Nullable Instant expiration(Map<String, String> values) {
        String text = values.get("aws_expiration");
        try {
            return text == null || text.isEmpty() ? null : Instant.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("its aws_expiration is no time such as 2026-11-22T12:00:00Z", e);
        }
    }
}
