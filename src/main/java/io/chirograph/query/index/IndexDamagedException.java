package io.chirograph.query.index;

import java.sql.SQLException;

/// The index does not hold what was indexed, or cannot be read as a database any more. Nothing of it may be shown;
/// reading again does not help, building it again from the archive does.
public final class IndexDamagedException extends SQLException {
    public IndexDamagedException(String why) {
        super(why);
    }

    IndexDamagedException(String why, Throwable cause) {
        super(why, cause);
    }
}
