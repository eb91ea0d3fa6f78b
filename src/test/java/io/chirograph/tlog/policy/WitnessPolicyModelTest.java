package io.chirograph.tlog.policy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.note.Ed25519Signer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// Random policies against a plain model; and damaged ones, which are refused or mean what they say.
class WitnessPolicyModelTest {
    private static final int WITNESSES = 6;
    private static final List<String> VKEYS =
            IntStream.range(0, WITNESSES).mapToObj(WitnessPolicyModelTest::vkey).toList();

    /// A node of the model: a witness without members, or a group.
    private record Node(String name, int threshold, List<Node> members) {
        boolean met(Set<String> signed) {
            return members.isEmpty()
                    ? signed.contains(name)
                    : members.stream().filter(member -> member.met(signed)).count() >= threshold;
        }
    }

    @Property(tries = 500)
    void anyPolicyMeansWhatTheModelMeans(@ForAll Random random) throws Exception {
        StringBuilder text = new StringBuilder();
        List<Node> free = new ArrayList<>();
        for (int i = 0; i < WITNESSES; i++) {
            text.append("witness w%d %s\n".formatted(i, VKEYS.get(i)));
            free.add(new Node("w" + i, 0, List.of()));
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            List<Node> members = new ArrayList<>();
            for (int n = 1 + random.nextInt(3); n > 0 && free.size() > 1; n--) {
                members.add(free.remove(random.nextInt(free.size())));
            }
            if (members.isEmpty()) {
                break;
            }
            int threshold = 1 + random.nextInt(members.size());
            text.append("group g%d %s %s\n".formatted(i, spelled(threshold, members.size(), random), names(members)));
            free.add(new Node("g" + i, threshold, members));
        }
        Node quorum = free.get(random.nextInt(free.size()));
        WitnessPolicy policy = WitnessPolicyParser.parse((text + "quorum " + quorum.name() + "\n").getBytes(UTF_8));

        for (int bits = 0; bits < 1 << WITNESSES; bits++) {
            int set = bits;
            List<WitnessPolicy.Witness> signed = IntStream.range(0, WITNESSES)
                    .filter(i -> (set >> i & 1) == 1)
                    .mapToObj(policy.witnesses()::get)
                    .toList();
            Set<String> names = signed.stream().map(WitnessPolicy.Witness::name).collect(Collectors.toSet());
            assertThat(policy.isQuorum(signed)).as(text + quorum.name() + names).isEqualTo(quorum.met(names));
        }
    }

    @Property(tries = 3000)
    void aDamagedPolicyIsRefusedOrMakesSense(@ForAll Random random) {
        String text = "log %s https://x\n# c\nwitness a %s\nwitness b %s\ngroup g 1 a b\ngroup h all g\nquorum h\n"
                .formatted(logKey(), VKEYS.get(0), VKEYS.get(1));
        byte[] bytes = text.getBytes(UTF_8);
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(3)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = " \t\n#0ghab+\u00ff".getBytes(UTF_8)[random.nextInt(11)];
                default -> bytes = java.util.Arrays.copyOf(bytes, Math.max(1, at));
            }
        }
        makesSense(bytes);
    }

    @Property(tries = 1000)
    void arbitraryBytesAreRefusedOrMakeSense(@ForAll byte[] bytes) {
        makesSense(bytes);
    }

    private static void makesSense(byte[] bytes) {
        try {
            WitnessPolicy policy = WitnessPolicyParser.parse(bytes);
            assertThat(policy.isQuorum(policy.witnesses())).isTrue();
            assertThat(policy.isQuorum(List.of())).isEqualTo(policy.quorum().equals("none"));
        } catch (MalformedException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    private static String spelled(int threshold, int members, Random random) {
        if (random.nextBoolean()) {
            return String.valueOf(threshold);
        }
        return threshold == members ? "all" : threshold == 1 ? "any" : String.valueOf(threshold);
    }

    private static String names(List<Node> members) {
        return members.stream().map(Node::name).collect(Collectors.joining(" "));
    }

    private static String vkey(int seed) {
        try {
            return WitnessPolicyTest.cosigner(seed).verifierKey().encode();
        } catch (MalformedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String logKey() {
        try {
            return Ed25519Signer.ofSeed("log", new byte[32]).verifierKey().encode();
        } catch (MalformedException e) {
            throw new IllegalStateException(e);
        }
    }
}
