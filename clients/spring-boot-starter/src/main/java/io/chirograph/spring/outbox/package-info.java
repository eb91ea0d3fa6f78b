/// The outbox: events that are written in the application's own transactions, in a table of its own
/// database, and sent to the gateway from there. What is committed is recorded, however long the gateway is
/// away; what is rolled back is not.
///
///     WAITING --claimed--> SENDING --202--> RECORDED --keep--> gone
///                             |
///                             +--refused, alone in its request--> PARKED --release--> WAITING
///
/// A row is given to a request (`batch_id`, the request's `Idempotency-Key`) in a transaction of its own
/// before the request is sent, and stays with it: whatever dies afterwards, and on whichever node, the same
/// bytes go under the same key until the gateway has answered. Correctness rests on these states alone. The
/// lease, one row of a second table, only makes one node send at a time, so that the order holds.
///
/// Bounds: rows that are not recorded (`max-waiting`: writing fails beyond), recorded ones (`keep`,
/// `keep-most`), events and bytes of a request.
///
/// Entry types: [Outbox], [OutboxEntry], [OutboxFullException], [OutboxHealthIndicator], [OutboxProperties],
/// [OutboxRelay], [OutboxTransactions].
@NullMarked
package io.chirograph.spring.outbox;

import org.jspecify.annotations.NullMarked;
