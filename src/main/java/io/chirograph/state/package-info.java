/// State that is no log: in files of this process, or in a PostgreSQL database that several gateways share.
///
/// ```
/// <schema>.revision   one number, which every change that others must hear of moves
/// <schema>.*          the tables of the stores, made by Flyway
/// ```
///
/// - A change of keys or switches moves the revision in its own transaction, which also notifies. Each process
///   listens on a connection of its own and reads the revision each second; when it moved, it reads again what it keeps
/// in memory.
/// - What has not heard for `deaf-after` refuses calls until it has read all of it again.
/// - A crash at any point leaves whole transactions. Locks are the server's, and go with the connection that has them.
///
/// Entry types: [Hearing], [State].
@ApplicationModule(
        allowedDependencies = {
            "support :: concurrent",
            "support :: lifecycle",
            "support :: metrics",
            "support :: postgres",
            "support :: sqlite",
            "support :: tables"
        })
@NullMarked
package io.chirograph.state;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
