/// Writes the meta log: one root over the logs that this process follows, made of their archives alone.
///
/// A round is written, looked at and signed as an export is: segment, full tiles, look, checkpoint. It takes
/// no journal, no staging and no cursor, for the archive holds all that a round is made of:
///
/// | crash | left behind | whoever goes on |
/// |---|---|---|
/// | before the segment's PUT | nothing | takes the logs' newest checkpoints then |
/// | after it | a segment that no checkpoint covers | takes its bytes as they are, if it would sign each entry of it |
/// | among the tiles | the same, and tiles that follow from it | puts the same tiles |
/// | checkpoint put | a round | goes on behind it |
///
/// So an entry that was written once is signed as it is or, where it is not what this process would sign,
/// never; which entry a round was to have before its segment stood is nobody's loss, since nothing was
/// acknowledged. Ed25519 makes one signature of one text, so that two processes that take the same segment
/// put the same checkpoint. Two that write are found by the conditional PUT of the segment, by the look before
/// the checkpoint, or by an end that has moved: one stops.
///
/// A log whose newest checkpoint does not extend the one that is an entry (a fork, a smaller size, another
/// key, gone) is refused: its last good entry is repeated, and health, an alert and an `archive.checked`
/// event say why. The others go on.
@ApplicationModule(
        allowedDependencies = {
            "archive",
            "archive :: configured",
            "archive :: retention",
            "archive :: settings",
            "event",
            "event :: facts",
            "exporter",
            "exporter :: keys",
            "publishedlog",
            "query :: index",
            "recording",
            "support :: concurrent",
            "support :: lifecycle",
            "support :: metrics",
            "tlog",
            "tlog :: note",
            "tlog :: tile",
            "verifier :: meta",
            "web",
            "witness :: client"
        })
@NullMarked
package io.chirograph.metalog;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
