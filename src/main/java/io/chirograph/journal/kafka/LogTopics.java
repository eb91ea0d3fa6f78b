package io.chirograph.journal.kafka;

import org.apache.kafka.common.TopicPartition;

/// Where the records and the content of one log lie: the same partition of two topics.
/// @param records name of the topic of records
/// @param content name of the topic of content
record LogTopics(String records, String content, int partition) {
    TopicPartition ofRecords() {
        return new TopicPartition(records, partition);
    }

    TopicPartition ofContent() {
        return new TopicPartition(content, partition);
    }

    /// For people.
    @Override
    public String toString() {
        return "partition " + partition + " of topic " + records;
    }
}
