/// Makes opaque records durable, in order, before anyone relies on them. Reports facts about itself; writes no
/// events.
///
/// ## Files
///
/// One directory. Only what ends in `.journal` is data:
///
/// ```text
/// <first sequence, 16 digits>-<first group, 16 digits>.journal   data; the last one by name is the active one
/// spare, reserve                                                 zeros for the next file; made anew at each start
/// recovered                                                      a copy in the making; removed at each start
/// lock                                                           keeps a second process out; holds no data
/// ```
///
/// A data file has its whole length, zero-filled and forced, before its first frame is written, and its first
/// group is forced before it gets its name. So no crash leaves a data file that is short or has no header.
///
/// ## Frame
///
/// Big-endian, no padding, one after the other from offset 0; behind the last one there are zeros to the end.
///
/// ```text
///  0        4        8     9     10    11    12       16        24       32       40     44     48      64
///  +--------+--------+-----+-----+-----+-----+--------+---------+--------+--------+------+------+-------+----
///  | FF CJL | CRC32C | ver | kind| ret | flag| length | sequence| group  | seconds| nanos| index| key   | payload
///  +--------+--------+-----+-----+-----+-----+--------+---------+--------+--------+------+------+-------+----
///             over everything from offset 8 to the payload's end
/// ```
///
/// - *ver* is 2, or 1 of files from before there was content, in which kinds from 20 on are no frames. It belongs to
///   a whole file. A file of version 1 is gone on with in version 1 while that suffices, so that an older program can
///   read all that it finds there; the first content begins a new file, as a full one does. New files have version 2,
///   which older programs refuse, as this one refuses newer files.
/// - *kind*: 0 plain, 1 opens its key, 2 closes its key, 3 another signing key takes over, 16 file, 17 open keys, 18
///   stopped, 19 recovered, 20 content, 21 names, 22 pins.
/// - *ret*: retention code. *seconds*, *nanos*: the event's time. *key*: the call's id, zeros for none; of kind 3
///   the signing key's id in the last four bytes; of kind 0 a last byte of 1 says that it can wait for others before
///   it is exported, as heartbeats do.
/// - *flag*: 1 on the last frame of a group, else 0. *index*: place in its group, from 0.
/// - *sequence*: of a record its position in the log; of any other frame that of the next record.
/// - *group*: what one commit made durable; dense over the life of the journal, as the sequence is.
///
/// A group is good when all its frames hold, up to the one that is flagged as its last. The first group of
/// each file is one *file* frame (journal's id, the file's length, the file before it, how many keys are open),
/// as many *open keys* frames as these keys need, each with keys of one retention code, which is that of the
/// records that opened them, and as many *pins* frames as there are pins; so nothing depends on a file that is gone.
///
/// The first byte of the magic number is no UTF-8: no JSON payload can look like a frame.
///
/// ## Content
///
/// Content has no position; a record names it. The payloads, where *key* is the call's:
///
/// ```text
/// content   part 1 | piece 4 | up to 60,000 bytes
/// names     part 1 | first group 8, or -1 | pieces 4 | length 8 | n 1 | name of the class, n bytes | head
/// pins      entries of: key 16 | part 1 | first group 8 | sequence 8, or -1
/// ```
///
/// - Pieces of a part count from 0, dense, in the order of the groups. What is staged stands in groups like any
///   other frames. What comes with a record stands in the record's group: first the pieces, then one *names*
///   frame for each part, then the record. First group -1 says that all of the part is there.
/// - A part is read from its first group on, over as many files as it takes, up to its record. A piece that is out
///   of order, or missing, or beyond the length is damage; of an earlier staging of the same part nothing is read,
///   since that lies before the first group.
/// - A *pin* keeps the file that content begins in, and so all later ones: what is staged and not named, until it
///   is named or its key is closed; what a record names and began in an older file than the record's, until the
///   record is confirmed. For a key that is not open what is staged is kept for ten minutes after the last of it;
///   then it may go, and a record that would name it is refused. Sequence -1 in a *pins* frame: not named yet.
///   Names of one file's records share a pin.
/// - At a start nobody is left who could name what is staged: it is counted, loses its pins, and goes with its file.
///
/// ## Limits
///
/// | what | bound |
/// |---|---|
/// | payload of a frame | 65,536 bytes, checked before anything is allocated |
/// | a group | 2,048 frames and 1 MiB, header groups excepted; a record and what comes with it are in one, and so are
/// records that are appended together |
/// | content | 256 KiB of a part at once, staged or with the record; head 2 KiB, class name 64 bytes, 128 parts |
/// | a file | `file-size`, longer where its header would take more than half of it, or one group needs more |
/// | all files | `max-bytes`, and `min-free` stays free on the file system |
///
/// ## Invariants
///
/// 1. One thread writes. A group is written, forced, and only then answered; the next begins after that. So at
///    most the last group can be torn, and it reaches at most 1 MiB behind the last good one.
/// 2. A failed write or force is final: not one byte is written afterwards by this process, no stop marker either.
/// 3. Files are only ever removed from the old end, one at a time, the directory forced after each; none that
///    holds content which a record that is not confirmed names, or which the record of an open key may name yet.
/// 4. Room is made before it is needed: what is written goes into blocks that the file already owns. When there is
///    none, the end of a call that is open, with its content, and what is staged for it are taken from the reserve.
/// 5. A record is durable only after, or in one group with, all content that it names: no record ever names what is
///    not there whole, and what a caller says is staged is held against what is.
///
/// ## What a crash leaves behind
///
/// | moment | found at the next start | done |
/// |---|---|---|
/// | while a spare or a copy is made | a file that is not data | removed |
/// | while a group is written or forced | any part of it, in any order, zeros between | cut, counted, digested |
/// | after the force, before the response | a good group | kept: the record is there though its caller never knew |
/// | in a group of records appended together | the same as any group | cut or kept as one: all of them or none |
/// | in a group of a record with content | the same as any group | cut or kept as one: no content without its record |
/// | between staging and the record | content that no record names | never read; counted; goes with its file |
/// | while a file is begun, before its new name is forced | the new file or not, without records | both are whole |
/// | while a file is removed | the file or not | both are whole |
/// | while a recovered copy takes the old name | old or new | the same good groups |
/// | after a force failed | what the page cache claims, which the disk may lack | copied, forced, then believed |
///
/// Start-up walks the active file with the code that reads every day. Good groups up to the end: clean if the
/// last is *stopped*, and that marker is written and forced again before it is believed. Otherwise the good
/// groups are copied into a new file, a *recovered* frame says what was cut, the copy is forced and takes the
/// old one's name, and only then is a record read out or taken. A bad frame that has a good frame of a later
/// group behind it, or bytes further behind than a group can reach, or a file shorter than its header says, is
/// [io.chirograph.journal.JournalCorruptException]: nothing is skipped and nothing is cut. Older files are
/// checked frame by frame when they are read.
///
/// Entry types: [Journal], [JournalCorruptException], [JournalFailedException], [JournalFullException],
/// [JournalLockedException], [JournalProperties], [JournalRecord], [JournalStatus],
/// [JournalVersionException], [NamedContent], [RecordKind], [RecoveryReport], [StagedContent],
/// [StoredContent], [StoredRecord].
@ApplicationModule(
        allowedDependencies = {"support :: concurrent", "support :: digest", "support :: disk", "support :: metrics"})
@NullMarked
package io.chirograph.journal;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
