package io.chirograph.archive.s3;

import io.chirograph.archive.ArchiveDeniedException;
import io.chirograph.archive.ArchiveUnavailableException;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

/// What a store's error means to us. Messages name bucket, key, status and code, never a credential.
final class S3Errors {
    private static final Set<String> NO_OBJECT = Set.of("NoSuchKey", "NoSuchVersion", "MethodNotAllowed");
    private static final Set<String> NO_LOCK = Set.of(
            "NoSuchObjectLockConfiguration",
            "ObjectLockConfigurationNotFoundError",
            "InvalidRequest",
            "NotImplemented");

    private static final Set<String> CREDENTIALS = Set.of(
            "ExpiredToken",
            "ExpiredTokenException",
            "InvalidAccessKeyId",
            "InvalidToken",
            "RequestExpired",
            "RequestTimeTooSkewed",
            "SignatureDoesNotMatch",
            "TokenRefreshRequired",
            "UnrecognizedClientException");

    private S3Errors() {}

    /// Sends a request. The SDK lets a listing that was cut in the middle through as its parser's own exception.
    static <T> T ask(Supplier<T> request) {
        try {
            return request.get();
        } catch (UncheckedIOException e) {
            throw SdkClientException.create("the answer was cut: " + e.getMessage(), e);
        }
    }

    /// The same, for a request whose every failure is that the store did not do it now.
    /// @param what of the message
    static <T> T ask(String what, Supplier<T> request) throws ArchiveUnavailableException {
        try {
            return ask(request);
        } catch (SdkException e) {
            throw unavailable(what, e);
        }
    }

    /// There is no such object (or it is a delete marker); a missing bucket is something else.
    static boolean isNoObject(SdkException error) {
        return error instanceof AwsServiceException service && NO_OBJECT.contains(code(service));
    }

    /// The object, its bucket or the whole store has no lock.
    static boolean isNoLock(SdkException error) {
        return error instanceof AwsServiceException service && NO_LOCK.contains(code(service));
    }

    /// The credential is what the store did not take, whatever it was to do with it.
    static boolean isAboutCredentials(SdkException error) {
        return error instanceof AwsServiceException service && CREDENTIALS.contains(code(service));
    }

    static boolean isDenied(SdkException error) {
        return error instanceof AwsServiceException service && service.statusCode() == 403;
    }

    static boolean isNotImplemented(SdkException error) {
        return error instanceof AwsServiceException service && service.statusCode() == 501;
    }

    /// The store has certainly not done it. A 409 or 412 may answer the second sending of a request whose first
    /// one was done; a time-out, a cut connection or a server error says nothing at all.
    static boolean isRefused(SdkException error) {
        return error instanceof AwsServiceException service
                && service.statusCode() >= 400
                && service.statusCode() < 500
                && service.statusCode() != 408
                && service.statusCode() != 409
                && service.statusCode() != 412;
    }

    static ArchiveUnavailableException unavailable(String what, SdkException error) {
        if (error instanceof AwsServiceException service) {
            String message =
                    what + ": " + service.statusCode() + " " + code(service) + " (request " + service.requestId() + ")";
            return isDenied(error) && !isAboutCredentials(error)
                    ? new ArchiveDeniedException(message, error)
                    : new ArchiveUnavailableException(message, error);
        }
        return new ArchiveUnavailableException(what + ": " + root(error), error);
    }

    static Throwable root(Throwable error) {
        Throwable root = error;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    static String code(AwsServiceException error) {
        return error.awsErrorDetails() == null
                ? ""
                : String.valueOf(error.awsErrorDetails().errorCode());
    }
}
