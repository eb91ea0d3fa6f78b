package io.chirograph.query.index;

import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// The index does not hold what was indexed, or cannot be read as a database any more. Nothing of it may be shown;
/// reading again does not help, building it again from the archive does.
public final class IndexDamagedException extends SQLException {
    public IndexDamagedException(String why) {
        super(why);
    }

    IndexDamagedException(String why, Throwable cause) {
        super(why, cause);
    }

    /// Whether a failure says that the file is damaged, rather than busy, full or out of reach.
    static boolean is(SQLException failure) {
        if (failure instanceof IndexDamagedException) {
            return true;
        }
        if (!(failure instanceof SQLiteException sqlite)) {
            return false;
        }
        int primary = sqlite.getResultCode().code & 0xff;
        return primary == SQLiteErrorCode.SQLITE_CORRUPT.code
                || primary == SQLiteErrorCode.SQLITE_NOTADB.code
                || (primary == SQLiteErrorCode.SQLITE_ERROR.code
                        && String.valueOf(sqlite.getMessage()).contains("no such table"));
    }
}
