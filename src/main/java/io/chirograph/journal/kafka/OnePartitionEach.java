package io.chirograph.journal.kafka;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Configurable;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// Gives each member of a group one partition at most, and takes none away.
///
/// - A member keeps what it holds for as long as it belongs to the group; of two that claim the same one, the later
///   generation counts.
/// - What is free goes to those without one: first to whoever asks for that one, then to who has just come (a process
///   that was started again finds its own place), then to those who wait. All others get nothing.
/// - All run through the members' names, so that every leader decides alike.
///
/// Public, with a constructor without parameters, for Kafka's client makes it.
public final class OnePartitionEach implements ConsumerPartitionAssignor, Configurable {
    /// Setting of the consumer: the partition that it asks for, [Claim#ANY] for any.
    static final String WANTED = "chirograph.partition";

    private static final int NEVER = -1;

    private int wanted = Claim.ANY;

    public OnePartitionEach() {}

    @Override
    public void configure(Map<String, ?> settings) {
        wanted = settings.get(WANTED) instanceof Integer one ? one : Claim.ANY;
    }

    @Override
    public String name() {
        return "chirograph-one-each";
    }

    @Override
    public List<RebalanceProtocol> supportedProtocols() {
        return List.of(RebalanceProtocol.COOPERATIVE);
    }

    @Override
    public ByteBuffer subscriptionUserData(Set<String> topics) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(wanted).flip();
    }

    /// @param held -1 for none
    private record Member(String id, String name, int generation, int wanted, int held) {
        static Member of(String id, Subscription of) {
            ByteBuffer asks = of.userData();
            return new Member(
                    id,
                    of.groupInstanceId().orElse(id),
                    of.generationId().orElse(NEVER),
                    asks == null || asks.remaining() < Integer.BYTES ? Claim.ANY : asks.getInt(asks.position()),
                    of.ownedPartitions().stream()
                            .mapToInt(TopicPartition::partition)
                            .min()
                            .orElse(NEVER));
        }
    }

    @Override
    public GroupAssignment assign(Cluster metadata, GroupSubscription group) {
        String topic = group.groupSubscription().values().stream()
                .flatMap(one -> one.topics().stream())
                .findFirst()
                .orElse("");
        Integer count = metadata.partitionCountForTopic(topic);
        List<Member> members = group.groupSubscription().entrySet().stream()
                .map(one -> Member.of(one.getKey(), one.getValue()))
                .sorted(Comparator.comparing(Member::name).thenComparing(Member::id))
                .toList();
        Map<String, Assignment> all = new HashMap<>();
        members.forEach(one -> all.put(one.id, new Assignment(List.of())));
        holders(members, count == null ? 0 : count)
                .forEach((partition, member) ->
                        all.put(member.id, new Assignment(List.of(new TopicPartition(topic, partition)))));
        return new GroupAssignment(all);
    }

    private static Map<Integer, Member> holders(List<Member> members, int count) {
        Map<Integer, Member> holders = new TreeMap<>();
        for (Member one : members) {
            if (one.held >= 0 && one.held < count) {
                holders.merge(one.held, one, (a, b) -> b.generation > a.generation ? b : a);
            }
        }
        List<Member> without = new ArrayList<>(members);
        without.removeAll(holders.values());
        without.sort(
                Comparator.comparing((Member one) -> one.wanted < 0).thenComparing(one -> one.generation != NEVER));
        for (Member one : without) {
            Integer free = free(one, holders, count);
            if (free != null) {
                holders.put(free, one);
            }
        }
        return holders;
    }

    private static @Nullable Integer free(Member member, Map<Integer, Member> holders, int count) {
        for (int partition = 0; partition < count; partition++) {
            if (!holders.containsKey(partition) && (member.wanted < 0 || member.wanted == partition)) {
                return partition;
            }
        }
        return null;
    }
}
