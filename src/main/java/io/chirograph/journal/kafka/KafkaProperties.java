package io.chirograph.journal.kafka;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// `chirograph.journal.kafka.*`.
/// @param bootstrapServers host and port of some brokers
/// @param topic that of the records; each partition is a log
/// @param contentTopic the topic of content, with as many partitions; the log's with `-content` behind it when not set
/// @param node this process's name in each record; the machine's when not set
/// @param partition the one that this process serves; where the log's origin is a pattern, any free one when not set
/// @param principal as the brokers know this process, such as `User:gw-1`; needed where they have an authorizer
/// @param commitTimeout how long a call waits for all replicas; then it is refused
/// @param requestTimeout how long one request to a broker may take
/// @param developmentCluster lets a cluster pass that keeps records less safely, in development alone
/// @param client settings of Kafka's clients about how to connect; no secrets
/// @param clientFile a properties file with more of them, secrets among them
@ConfigurationProperties("chirograph.journal.kafka")
public record KafkaProperties(
        @DefaultValue List<String> bootstrapServers,
        @Nullable String topic,
        @Nullable String contentTopic,
        @Nullable String node,
        @Nullable Integer partition,
        @Nullable String principal,
        @DefaultValue("15s") Duration commitTimeout,
        @DefaultValue("10s") Duration requestTimeout,
        @DefaultValue("false") boolean developmentCluster,
        @DefaultValue Map<String, String> client,
        @Nullable Path clientFile) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,200}");
    private static final Pattern PRINCIPAL = Pattern.compile("[A-Za-z]+:.{1,500}");
    private static final int MOST_PARTITIONS = 10_000;
    private static final Duration LEAST = Duration.ofMillis(100);
    private static final Duration MOST = Duration.ofMinutes(5);

    public KafkaProperties {
        bootstrapServers = List.copyOf(bootstrapServers);
        client = Map.copyOf(client);
        checkName("topic", topic);
        checkName("content-topic", contentTopic);
        checkName("node", node);
        check(
                topic == null || !topic.equals(contentTopic),
                "content-topic",
                contentTopic,
                "must be another one than chirograph.journal.kafka.topic");
        check(
                partition == null || (partition >= 0 && partition < MOST_PARTITIONS),
                "partition",
                partition,
                "must lie between 0 and 9999");
        check(
                principal == null || PRINCIPAL.matcher(principal).matches(),
                "principal",
                principal,
                "must have the form User:name");
        checkTime("commit-timeout", commitTimeout);
        checkTime("request-timeout", requestTimeout);
    }

    String requiredTopic() {
        return required("topic", topic);
    }

    String contentTopicName() {
        return contentTopic == null ? requiredTopic() + "-content" : contentTopic;
    }

    /// Where records and content of this process's log are.
    LogTopics topics() {
        return new LogTopics(requiredTopic(), contentTopicName(), partition == null ? 0 : partition);
    }

    /// Whether each partition of the topic is a log of its own, of which this process serves one.
    boolean isOneOfSeveral() {
        return partition != null;
    }

    /// This process's name in the group and in each record.
    String nodeName() throws UnknownHostException {
        return node == null ? InetAddress.getLocalHost().getHostName() : node;
    }

    List<String> requiredServers() {
        check(!bootstrapServers.isEmpty(), "bootstrap-servers", "empty", "must name some brokers, as host:port");
        return bootstrapServers;
    }

    private static <T> T required(String name, @Nullable T value) {
        if (value == null) {
            throw new IllegalArgumentException(
                    "chirograph.journal.kafka." + name + " is not set; chirograph.journal.type kafka needs it");
        }
        return value;
    }

    private static void checkName(String name, @Nullable String value) {
        check(
                value == null || NAME.matcher(value).matches(),
                name,
                value,
                "must be 1 to 200 letters, digits, dots, underscores and hyphens");
    }

    private static void checkTime(String name, Duration value) {
        boolean isInBounds = value.compareTo(LEAST) >= 0 && value.compareTo(MOST) <= 0;
        check(isInBounds, name, value, "must lie between 100ms and 5m");
    }

    private static void check(boolean holds, String name, @Nullable Object value, String rule) {
        if (!holds) {
            throw new IllegalArgumentException("chirograph.journal.kafka." + name + " is " + value + " but " + rule);
        }
    }
}
