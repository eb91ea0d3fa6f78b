package io.chirograph.journal.kafka;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.SecurityDisabledException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;

/// Holds a cluster and the topics of a log against what the journal relies on.
/// @param several whether the topics may have several partitions, each with a log of its own
/// @param principal as the brokers know this process; null where it was not said
/// @param timeout of each question
record Preflight(
        Admin admin,
        LogTopics topics,
        boolean several,
        @Nullable String principal,
        Duration timeout) {
    private static final int REPLICAS = 3;
    private static final int IN_SYNC = 2;
    private static final int RACKS = 2;
    private static final String ELIGIBLE = "eligible.leader.replicas.version";
    private static final Set<AclOperation> WRITES = Set.of(AclOperation.WRITE, AclOperation.DELETE, AclOperation.ALL);

    /// @param broken without which no journal can be kept at all
    /// @param unsafe with which acknowledged records may be lost or others may write
    /// @param durability what acknowledged means, in words
    /// @param shape of the topic of records; null where there is none
    record Report(
            List<String> broken,
            List<String> unsafe,
            String durability,
            @Nullable TopicDescription shape) {
        List<String> all() {
            List<String> all = new ArrayList<>(broken);
            all.addAll(unsafe);
            return all;
        }
    }

    /// @throws IOException the cluster does not answer
    Report run() throws IOException {
        List<String> broken = new ArrayList<>();
        List<String> unsafe = new ArrayList<>();
        Collection<Node> nodes = get(admin.describeCluster().nodes(), "the brokers");
        boolean isForced = true;
        int replicas = Integer.MAX_VALUE;
        Map<String, TopicDescription> shapes = new HashMap<>();
        for (String topic : List.of(topics.records(), topics.content())) {
            TopicDescription found = describe(topic);
            if (found == null) {
                broken.add("topic " + topic + " does not exist, or " + who() + " may not DESCRIBE it");
                continue;
            }
            shapes.put(topic, found);
            replicas = Math.min(replicas, shape(found, nodes, broken, unsafe));
            isForced &= settings(topic, broken, unsafe);
            others(topic, unsafe);
        }
        TopicDescription records = shapes.get(topics.records());
        TopicDescription content = shapes.get(topics.content());
        if (records != null && content != null) {
            partitions(records.partitions().size(), content.partitions().size(), broken);
        }
        features(unsafe);
        List<String> each = unsafe.stream().distinct().toList(); // partitions of one topic lack the same
        return new Report(List.copyOf(broken), each, durability(replicas, isForced), records);
    }

    private String who() {
        return principal == null ? "this process" : principal;
    }

    private @Nullable TopicDescription describe(String topic) throws IOException {
        try {
            return get(admin.describeTopics(List.of(topic)).topicNameValues().get(topic), "topic " + topic);
        } catch (IOException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return null;
            }
            throw e;
        }
    }

    private int shape(TopicDescription topic, Collection<Node> nodes, List<String> broken, List<String> unsafe) {
        if (!several && topic.partitions().size() != 1) {
            broken.add("topic " + topic.name() + " must have 1 partition, has "
                    + topic.partitions().size() + "; with several, chirograph.log.origin needs {partition}");
        }
        int least = Integer.MAX_VALUE;
        for (TopicPartitionInfo partition : topic.partitions()) {
            int replicas = partition.replicas().size();
            least = Math.min(least, replicas);
            if (replicas < REPLICAS) {
                unsafe.add("topic " + topic.name() + " must have a replication factor of at least " + REPLICAS
                        + ", has " + replicas);
            }
            Set<String> racks = new TreeSet<>();
            partition.replicas().stream()
                    .map(Node::rack)
                    .filter(Objects::nonNull)
                    .forEach(racks::add);
            boolean isDeclared = nodes.stream().anyMatch(node -> node.rack() != null);
            if (isDeclared && racks.size() < RACKS) {
                unsafe.add("replicas of topic " + topic.name() + " must lie in at least " + RACKS + " racks, lie in "
                        + racks);
            }
        }
        return least;
    }

    /// A log's records and content have the same partition.
    private void partitions(int records, int content, List<String> broken) {
        if (records != content) {
            broken.add("topic " + topics.content() + " must have as many partitions as topic " + topics.records()
                    + ", has " + content + " and not " + records);
        }
        if (several && topics.partition() >= records) {
            broken.add("topic " + topics.records() + " must have the partition " + topics.partition()
                    + " that chirograph.journal.kafka.partition names, has " + records + " partitions");
        }
    }

    /// Answers whether brokers force what they take before they acknowledge it.
    private boolean settings(String topic, List<String> broken, List<String> unsafe) throws IOException {
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        Config config =
                get(admin.describeConfigs(List.of(resource)).values().get(resource), "the settings of topic " + topic);
        var of = new Settings(topic, config);
        of.require("cleanup.policy", "delete", broken);
        of.require("retention.ms", "-1", broken);
        of.require("retention.bytes", "-1", broken);
        of.require("remote.storage.enable", "false", broken);
        of.requireAtLeast("max.message.bytes", ConfiguredClients.BATCH, broken);
        of.require("unclean.leader.election.enable", "false", unsafe);
        of.requireAtLeast("min.insync.replicas", IN_SYNC, unsafe);
        return of.value("flush.messages").equals("1");
    }

    private record Settings(String topic, Config config) {
        String value(String name) {
            ConfigEntry entry = config.get(name);
            String value = entry == null ? null : entry.value();
            return value == null ? "" : value;
        }

        void require(String name, String wanted, List<String> otherwise) {
            if (!value(name).equals(wanted)) {
                otherwise.add(name + " of topic " + topic + " must be " + wanted + ", is " + value(name));
            }
        }

        void requireAtLeast(String name, int wanted, List<String> otherwise) {
            String value = value(name);
            if (!value.matches("[0-9]{1,10}") || Long.parseLong(value) < wanted) {
                otherwise.add(name + " of topic " + topic + " must be at least " + wanted + ", is " + value);
            }
        }
    }

    private void features(List<String> unsafe) throws IOException {
        Map<String, FinalizedVersionRange> features = get(
                        admin.describeFeatures().featureMetadata(), "the cluster's features")
                .finalizedFeatures();
        FinalizedVersionRange eligible = features.get(ELIGIBLE);
        if (eligible == null || eligible.maxVersionLevel() < 1) {
            unsafe.add("the cluster's feature " + ELIGIBLE + " must be 1, is "
                    + (eligible == null ? "off" : eligible.maxVersionLevel()));
        }
    }

    /// Super users are no ACL: no broker tells who they are.
    private void others(String topic, List<String> unsafe) throws IOException {
        var filter = new AclBindingFilter(
                new ResourcePatternFilter(ResourceType.TOPIC, topic, PatternType.MATCH), AccessControlEntryFilter.ANY);
        Collection<AclBinding> found;
        try {
            found = get(admin.describeAcls(filter).values(), "the ACLs of topic " + topic);
        } catch (IOException e) {
            unsafe.add(
                    e.getCause() instanceof SecurityDisabledException
                            ? "the brokers have no authorizer: whoever reaches them may write to topic " + topic
                                    + " and delete it"
                            : e.getMessage() + "; " + who() + " needs DESCRIBE on the cluster");
            return;
        }
        if (principal == null) {
            unsafe.add("chirograph.journal.kafka.principal is not set, so nobody can tell whether others may write to"
                    + " topic " + topic);
            return;
        }
        Set<String> others = new TreeSet<>();
        Set<String> allowed = new HashSet<>();
        for (AclBinding binding : found) {
            boolean writes = binding.entry().permissionType() == AclPermissionType.ALLOW
                    && WRITES.contains(binding.entry().operation());
            if (writes) {
                allowed.add(binding.entry().principal());
            }
            if (writes && !binding.entry().principal().equals(principal)) {
                others.add(binding.entry().principal() + " (" + binding.entry().operation() + ")");
            }
        }
        if (!others.isEmpty()) {
            unsafe.add("nobody but " + principal + " may write to or delete topic " + topic + ", these may: "
                    + String.join(", ", others));
        }
        if (!allowed.contains(principal)) {
            unsafe.add("an ACL must let " + principal + " write to topic " + topic
                    + "; without any, brokers may let everybody");
        }
    }

    private static String durability(int replicas, boolean isForced) {
        if (replicas == 1) {
            return isForced
                    ? "one disk: the only replica is on disk when an event is acknowledged"
                    : "memory of one broker: a crash of its machine loses what was not yet written to disk";
        }
        return isForced
                ? "replicated disk: each in-sync replica forces an event to disk before it is acknowledged"
                : "replicated memory: all in-sync replicas have an event when it is acknowledged, in memory; a power cut"
                        + " of all of them at once loses what was not yet written to disk";
    }

    private <T> T get(@Nullable KafkaFuture<T> future, String what) throws IOException {
        try {
            return Objects.requireNonNull(future).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw new IOException(
                    "Kafka does not tell about " + what + ": " + (cause == null ? e : cause).getMessage(), cause);
        } catch (TimeoutException e) {
            throw new IOException("Kafka did not tell about " + what + " within " + timeout, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while Kafka was asked about " + what, e);
        }
    }
}
