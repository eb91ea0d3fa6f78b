package io.chirograph.journal.kafka;

import io.chirograph.journal.Journal;
import io.chirograph.journal.JournalContract;
import org.junit.jupiter.api.BeforeEach;

class KafkaContractTest extends JournalContract {
    private String topic = "";

    @BeforeEach
    void make() throws Exception {
        topic = SharedBroker.topic();
    }

    @Override
    protected Journal open() throws Exception {
        return SharedBroker.open(topic);
    }

    @Override
    protected Journal openElsewhere() throws Exception {
        return SharedBroker.open(topic, "node-0");
    }
}
