/// The journal in a topic of Kafka, for gateways whose disk may be lost.
///
/// ## Topics
///
/// A log has one partition of two topics, the same of both; the next partition is the next log. In that of records the
/// offset is the record's position in the log, so offsets are dense from 0: no transactions, no compaction. The value
/// is the event's bytes; there is no key. Headers,
/// texts in UTF-8, numbers big-endian:
///
/// ```text
/// chirograph  ver 1 | ret 1 | seconds 8 | nanos 4 | index 4 | count 4 | CRC32C 4
/// kind        plain, opens, closes, rotates
/// call        the key, as a UUID; absent for none
/// node        who wrote it
/// content     for each part: part 1 | first 8 | pieces 4 | length 8 | SHA-256 32 | n 1 | class, n bytes | head
/// ```
///
/// - *index*, *count*: place in the group of records that were sent as one batch, and how many these are.
/// - *CRC32C*: over the frame before it, the other headers of this list (name, length in 2 bytes, value), the value.
/// - *first*: offset of the first piece in the topic of content; *length* and *SHA-256* are over all pieces.
///
/// In the topic of content a value is a piece of up to 60,000 bytes, with the headers `call`, `node` and
/// `chirograph` (ver 1 | part 1 | index 4 | CRC32C 4). Pieces of a part count from 0 and lie in order, others between.
/// Headers that others add on the way are passed over.
///
/// ## Invariants
///
/// 1. One thread sends. A group is one batch of content and then one batch of records, and the next is sent when all
///    in-sync replicas have acknowledged both. A broker writes a batch whole or not at all, and so does a replica that
///    takes it over: records that were appended together are all there or none.
/// 2. The producer repeats a batch, without doubling it, until a broker answers: it never gives one up. A caller waits
///    for `commit-timeout`; then it is told that the outcome is unknown, and nothing else is sent until the batch is
///    acknowledged. What is not sent is refused, not kept: no memory of this process acknowledges anything.
/// 3. A record that gets another offset than the one behind the last closes the journal for writing, in both
///    directions: a lower one was given out twice, before a higher one somebody else wrote.
/// 4. One process writes: the member of the consumer group `chirograph-<topic>` that has the partition ([Claim]).
///    Where a topic has several, each member gets one at most and keeps it while it is heard of ([OnePartitionEach]).
/// 5. Nothing is said of the calls of an earlier process before the first record of this one got its offset. From
///    then on what the earlier one sends gets an offset that it does not expect, so that it acknowledges nothing.
/// 6. Records go with `DeleteRecords` from the old end only: confirmed and a grace old, never the last confirmed one,
///    never from the oldest record on whose call is open. Their content goes before them.
///
/// ## What a crash of this process leaves behind
///
/// | moment | found at the next start | done |
/// |---|---|---|
/// | before a batch reached its broker | nothing | nobody was told that it is there |
/// | a batch of content acknowledged, that of records not | content that no record names | never read, not counted,
/// goes with the content around it |
/// | a batch of records acknowledged | the records | kept, though the caller may not know |
/// | a batch under way that a broker takes after the next start has read the end | records behind that end | the first
/// append sees it (invariant 3); the start after that counts them |
/// | calls open | their `opens` records, which never are removed before their end | told as open: `interrupted` |
///
/// Start-up reads all records that the topic holds with the code that reads every day. What is no record of this
/// journal (no headers, a checksum that does not hold, a gap, part of a group) is
/// [io.chirograph.journal.JournalCorruptException]: nothing is skipped.
///
/// Entry types: [Claim], [ClusterStatus], [KafkaJournal], [KafkaProperties], [OnePartitionEach].
@NamedInterface("kafka")
@NullMarked
package io.chirograph.journal.kafka;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
