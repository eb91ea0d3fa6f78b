/// What an operator does with keys: makes, shows, rotates and revokes those that sign the log; makes, lists, disables
/// and rotates those that let applications call models; gives out those of content. Each change is an event of the log
/// before it is in force.
///
/// Entry types: [ContentKeyRevealCommand], [GatewayKeyCommand], [GatewayKeyRegister], [GatewayKeyRequest],
/// [GatewayKeyView], [SigningKeyCommand].
@ApplicationModule(
        allowedDependencies = {
            "archive :: retention",
            "content :: keys",
            "event :: facts",
            "event :: value",
            "exporter :: keys",
            "identity :: callers",
            "identity :: operators",
            "journal",
            "journal :: internal",
            "recording",
            "state",
            "support :: command",
            "support :: concurrent",
            "support :: json",
            "support :: lifecycle",
            "support :: tables",
            "tlog",
            "tlog :: note",
            "web"
        })
@NullMarked
package io.chirograph.keys;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
