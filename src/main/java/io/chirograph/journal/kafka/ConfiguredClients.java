package io.chirograph.journal.kafka;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/// Kafka's clients as the configuration says to connect; what the journal relies on is fixed here.
final class ConfiguredClients implements KafkaClients {
    /// Largest batch; a group and its headers are smaller.
    static final int BATCH = 2 << 20;

    /// A batch waits for its flush, never for time to pass.
    private static final int LINGER_MILLIS = 24 * 60 * 60 * 1000;

    private static final int SESSION_MILLIS = 6_000;
    private static final long LARGEST_FILE = 64 * 1024;

    private static final Pattern ALLOWED = Pattern.compile("security[.]protocol|(?:sasl|ssl)[.][a-z.]+"
            + "|client[.]dns[.]lookup|reconnect[.]backoff[.](?:max[.])?ms|connections[.]max[.]idle[.]ms"
            + "|config[.]providers(?:[.][a-zA-Z.]+)?");
    private static final Pattern SECRET =
            Pattern.compile(".*(?:password|jaas|secret|keystore[.]key|truststore[.]cert).*");

    private final Map<String, Object> common;

    /// @throws IOException the client file cannot be read
    /// @throws IllegalArgumentException a setting is none that may be given
    ConfiguredClients(KafkaProperties settings) throws IOException {
        Map<String, Object> all = new HashMap<>();
        settings.client().forEach((name, value) -> {
            check(
                    !SECRET.matcher(name).matches(),
                    name,
                    "may hold a secret: it belongs into the file that" + " chirograph.journal.kafka.client-file names");
            put(all, name, value);
        });
        Path file = settings.clientFile();
        if (file != null) {
            read(file).forEach((name, value) -> put(all, String.valueOf(name), String.valueOf(value)));
        }
        int timeout = Math.toIntExact(settings.requestTimeout().toMillis());
        all.put("bootstrap.servers", settings.requiredServers());
        all.put("client.id", "chirograph-" + settings.requiredTopic());
        all.put("request.timeout.ms", timeout);
        all.put("enable.metrics.push", false);
        common = Collections.unmodifiableMap(all);
    }

    private static Properties read(Path file) throws IOException {
        if (Files.size(file) > LARGEST_FILE) {
            throw new IOException(
                    "chirograph.journal.kafka.client-file " + file + " has more than " + LARGEST_FILE + " bytes");
        }
        var properties = new Properties();
        try (Reader from = Files.newBufferedReader(file)) {
            properties.load(from);
        }
        return properties;
    }

    private static void put(Map<String, Object> all, String name, String value) {
        check(ALLOWED.matcher(name).matches(), name, "is none that says how to connect");
        all.put(name, value);
    }

    private static void check(boolean holds, String name, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "the setting " + name + " of chirograph.journal.kafka.client " + otherwise);
        }
    }

    private Map<String, Object> with(Map<String, Object> own) {
        Map<String, Object> all = new HashMap<>(common);
        all.putAll(own);
        return all;
    }

    @Override
    public Producer<byte[], byte[]> producer() {
        Map<String, Object> own = new HashMap<>();
        own.put("acks", "all");
        own.put("enable.idempotence", true);
        own.put("max.in.flight.requests.per.connection", 1);
        own.put("compression.type", "none");
        own.put("batch.size", BATCH);
        own.put("buffer.memory", 8L * BATCH);
        own.put("max.request.size", BATCH);
        own.put("linger.ms", LINGER_MILLIS);
        // Only the broker's answer ends a batch: one that was given up might still be written.
        own.put("delivery.timeout.ms", Integer.MAX_VALUE);
        own.put("retries", Integer.MAX_VALUE);
        own.put("max.block.ms", common.get("request.timeout.ms"));
        return new KafkaProducer<>(with(own), new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public Consumer<byte[], byte[]> reader() {
        Map<String, Object> own = new HashMap<>(consumer());
        own.put("auto.offset.reset", "none");
        own.put("max.partition.fetch.bytes", BATCH);
        own.put("fetch.max.bytes", BATCH);
        own.put("max.poll.records", 2000);
        return new KafkaConsumer<>(with(own), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public Consumer<byte[], byte[]> member(String group, String node, @Nullable Integer wanted) {
        Map<String, Object> own = new HashMap<>(consumer());
        own.put("auto.offset.reset", "latest");
        own.put("group.id", group);
        own.put("group.instance.id", node);
        own.put("session.timeout.ms", SESSION_MILLIS);
        own.put("heartbeat.interval.ms", SESSION_MILLIS / 4);
        // Whoever has the partition keeps it, whatever another member is called.
        if (wanted == null) {
            own.put("partition.assignment.strategy", CooperativeStickyAssignor.class.getName());
        } else {
            own.put("partition.assignment.strategy", OnePartitionEach.class.getName());
            own.put(OnePartitionEach.WANTED, wanted);
        }
        return new KafkaConsumer<>(with(own), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private Map<String, Object> consumer() {
        Object timeout = common.get("request.timeout.ms");
        return Map.of(
                "enable.auto.commit", false,
                "allow.auto.create.topics", false,
                "check.crcs", true,
                "default.api.timeout.ms", Objects.requireNonNull(timeout));
    }

    @Override
    public Admin admin() {
        return Admin.create(
                with(Map.of("default.api.timeout.ms", Objects.requireNonNull(common.get("request.timeout.ms")))));
    }
}
