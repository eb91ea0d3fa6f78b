package io.chirograph.accesslog.format;

import java.io.IOException;
import java.io.InputStream;

/// What a store writes its log as.
public enum LogFormat {
    S3_SERVER {
        @Override
        public LogRecords read(InputStream in, long from, boolean whole) {
            return new LineRecords(in, from, whole, ServerAccessLine::read);
        }
    },
    CEPH_OPS {
        @Override
        public LogRecords read(InputStream in, long from, boolean whole) {
            return new LineRecords(in, from, whole, CephOperation::read);
        }
    },
    CLOUDTRAIL {
        @Override
        public LogRecords read(InputStream in, long from, boolean whole) throws IOException {
            return CloudTrailFile.open(in, from);
        }

        @Override
        public InputStream at(InputStream in, long from) {
            return in;
        }
    };

    /// Reads a piece of the log.
    /// @param in what [#at] gave
    /// @param from where it begins, as [LogRecord#next] said
    /// @param whole whether more may still be written behind its end; a line without an end is no record then
    public abstract LogRecords read(InputStream in, long from, boolean whole) throws IOException;

    /// The stream that [#read] takes, of one that begins at the beginning of the piece.
    public InputStream at(InputStream in, long from) throws IOException {
        in.skipNBytes(from);
        return in;
    }
}
