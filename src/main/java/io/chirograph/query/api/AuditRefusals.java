package io.chirograph.query.api;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.query.index.IndexDamagedException;
import io.chirograph.query.index.LogRefusedException;
import io.chirograph.web.ApiException;
import io.chirograph.web.ErrorCode;
import java.sql.SQLException;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What an auditor is told when a question cannot be answered, by a program or on a page.
public final class AuditRefusals {
    private static final Logger LOG = LoggerFactory.getLogger(AuditRefusals.class);

    private AuditRefusals() {}

    /// The refusal that a failure comes to; null of one that nobody expects.
    public static @Nullable ApiException of(Exception failure) {
        return switch (failure) {
            case ApiException refused -> refused;
            case InvalidParameterException e ->
                new ApiException(ErrorCode.BAD_QUERY, "The query cannot be decoded: " + e.getMessage());
            case ArchiveUnavailableException e -> {
                LOG.warn("The archive could not be read for an auditor: {}", e.toString());
                yield new ApiException(
                        ErrorCode.ARCHIVE_UNAVAILABLE,
                        "The archive cannot be read now, and with it the event's lock and checkpoint.");
            }
            case LogRefusedException e -> {
                LOG.error("The archive is not what was indexed: {}", e.getMessage());
                yield new ApiException(ErrorCode.ARCHIVE_CHANGED, String.valueOf(e.getMessage()));
            }
            case IndexDamagedException e ->
                new ApiException(
                        ErrorCode.INDEX_REBUILDING,
                        "The index was found damaged and is built again from the archive; nothing of it is shown until"
                                + " then.");
            case SQLException e -> {
                LOG.error("The index could not be read", e);
                yield new ApiException(ErrorCode.INDEX_UNAVAILABLE, "The index cannot be read now.");
            }
            default -> null;
        };
    }
}
