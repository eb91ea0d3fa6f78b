package io.chirograph.journal.kafka;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/// Makes the clients that a journal needs; whoever asks closes them.
interface KafkaClients {
    /// Waits for all in-sync replicas, repeats without doubling, has one request under way, sends when flushed.
    Producer<byte[], byte[]> producer();

    /// Belongs to no group; refuses positions that are not there.
    Consumer<byte[], byte[]> reader();

    /// A static member of a group, for [Claim].
    /// @param wanted a partition of several, [Claim#ANY] for any; null where the topic has one
    Consumer<byte[], byte[]> member(String group, String node, @Nullable Integer wanted);

    Admin admin();
}
