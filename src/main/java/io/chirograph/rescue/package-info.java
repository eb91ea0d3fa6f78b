/// The ways out when a node, its disk or its data directory is lost: look into a journal, bring a dead node's
/// journal into the archive from another machine, go on in a new log where the archive has gone another way.
///
/// Each acts on the data directory of a process that does not run, takes its lock, and does what a start would do
/// with the classes that a start uses.
///
/// Entry types: [ClusterCommand], [JournalCommand], [LogCommand], [SuccessionPlan].
@ApplicationModule(
        allowedDependencies = {
            "archive :: configured",
            "archive :: retention",
            "event :: value",
            "exporter",
            "exporter :: keys",
            "exporter :: offline",
            "journal",
            "journal :: inspect",
            "journal :: internal",
            "journal :: kafka",
            "recording",
            "support :: command",
            "support :: disk",
            "tlog",
            "tlog :: note"
        })
@NullMarked
package io.chirograph.rescue;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
