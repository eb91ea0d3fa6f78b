package io.chirograph.journal.kafka;

import io.chirograph.journal.JournalCorruptException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.jspecify.annotations.Nullable;

/// What Kafka alone tells of the processes that share a topic; none of them is asked.
/// @param durability what acknowledged means, in words
/// @param findings what the cluster lacks to be relied on
/// @param isDevelopment whether it may lack that
/// @param spares processes that wait for a partition
public record ClusterStatus(
        String topic,
        String durability,
        List<String> findings,
        boolean isDevelopment,
        List<Partition> partitions,
        List<String> spares) {
    public ClusterStatus {
        findings = List.copyOf(findings);
        partitions = List.copyOf(partitions);
        spares = List.copyOf(spares);
    }

    /// One log.
    /// @param holder the process that writes and exports it; null for none
    /// @param leader id of the broker that leads it, -1 for none
    /// @param first oldest record that the topic has
    /// @param next behind the newest
    /// @param archived how far it was archived, as its holder said last; null for never
    /// @param last the newest record; null where there is none or it is none of a journal
    public record Partition(
            int number,
            @Nullable String holder,
            @Nullable String host,
            int leader,
            int inSync,
            int replicas,
            long first,
            long next,
            @Nullable Long archived,
            @Nullable Last last) {
        /// Records that only Kafka has.
        public long lag() {
            return next - Math.max(first, archived == null ? 0 : archived);
        }
    }

    /// @param node who wrote it
    /// @param time when, by that one's clock
    public record Last(String node, Instant time) {}

    /// @throws IOException the cluster does not answer, or the topics are not there
    public static ClusterStatus of(KafkaProperties settings) throws IOException {
        var clients = new ConfiguredClients(settings);
        String topic = settings.requiredTopic();
        String group = Claim.group(topic);
        try (Cluster cluster = new Cluster(clients.admin(), settings)) {
            Preflight.Report report = cluster.checkAll();
            TopicDescription shape = report.shape();
            if (shape == null) {
                throw new IOException(String.join("; ", report.broken()));
            }
            List<Cluster.Member> members = cluster.members(group);
            Map<Integer, Long> archived = cluster.archived(group, topic);
            List<Partition> partitions = new ArrayList<>();
            for (TopicPartitionInfo one : shape.partitions()) {
                Cluster.Member holder = members.stream()
                        .filter(member -> member.partition() == one.partition())
                        .findFirst()
                        .orElse(null);
                LogTopics log = new LogTopics(topic, settings.contentTopicName(), one.partition());
                Node leader = one.leader();
                Cluster.Range range = leader == null ? new Cluster.Range(0, 0) : cluster.range(log.ofRecords());
                partitions.add(new Partition(
                        one.partition(),
                        holder == null ? null : holder.node(),
                        holder == null ? null : holder.host(),
                        leader == null ? Node.noNode().id() : leader.id(),
                        one.isr().size(),
                        one.replicas().size(),
                        range.begin(),
                        range.end(),
                        archived.get(one.partition()),
                        last(clients, log, range, settings.requestTimeout())));
            }
            return new ClusterStatus(
                    topic,
                    report.durability(),
                    report.all(),
                    settings.developmentCluster() && report.broken().isEmpty(),
                    partitions,
                    members.stream()
                            .filter(one -> one.partition() < 0)
                            .map(Cluster.Member::node)
                            .toList());
        }
    }

    private static @Nullable Last last(ConfiguredClients clients, LogTopics log, Cluster.Range range, Duration patience)
            throws IOException {
        if (range.begin() == range.end()) {
            return null;
        }
        AtomicReference<@Nullable Last> found = new AtomicReference<>();
        try (var reader = new TopicReader(clients::reader, log.ofRecords(), patience)) {
            long unused = reader.read(range.end() - 1, range.end(), record -> {
                RecordCodec.Decoded decoded = RecordCodec.decode(record);
                found.set(new Last(decoded.node(), decoded.stored().entry().time()));
                return false;
            });
        } catch (JournalCorruptException e) {
            return null;
        }
        return found.get();
    }

    /// What somebody should look after; empty where all is well.
    /// @param silence the longest time for which a log may say nothing
    public List<String> problems(Instant now, Duration silence) {
        List<String> problems = new ArrayList<>(isDevelopment ? List.of() : findings);
        for (Partition one : partitions) {
            String name = "partition " + one.number;
            if (one.holder == null) {
                problems.add(name + " has no holder");
            }
            if (one.inSync < one.replicas) {
                problems.add(name + " has " + one.inSync + " of " + one.replicas + " replicas in sync");
            }
            if (one.last == null && one.next > one.first) {
                problems.add(name + " ends with what is no record of a journal");
            } else if (one.holder != null && one.last != null) {
                Duration age = Duration.between(Objects.requireNonNull(one.last).time, now);
                if (age.compareTo(silence) > 0) {
                    problems.add(name + " has no record for " + age.toSeconds() + " seconds");
                }
            }
        }
        return problems;
    }
}
