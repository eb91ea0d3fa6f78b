package io.chirograph.faults;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.chirograph.faults.Comparison.Finding;
import io.chirograph.faults.Comparison.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;

/// The campaign on a cluster at length, in pieces of a cluster each. Arguments: directory, rounds, first seed. Ends
/// with 1 when something is found, or the control was not noticed, and keeps what that piece left.
final class ClusterFaultsBench {
    private static final int PIECE = 20;

    private ClusterFaultsBench() {}

    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args[0]);
        int rounds = Integer.parseInt(args[1]);
        long seed = Long.parseLong(args[2]);
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.ERROR);
        Instant begun = Instant.now();
        var tally = new Tally();
        for (int done = 0; done < rounds; done += PIECE, seed++) {
            int piece = Math.min(PIECE, rounds - done);
            System.out.println("seed " + seed + ", rounds " + (done + 1) + " to " + (done + piece));
            Path place = Files.createDirectories(directory.resolve("seed-" + seed));
            String found = endure(new ClusterCampaign.Plan(seed, piece, 4, Duration.ofSeconds(6)), place, tally);
            if (!found.isEmpty()) {
                System.out.println("seed " + seed + ": " + found + "\nwhat it left is in " + place);
                System.exit(1);
            }
            FileSystemUtils.deleteRecursively(place);
        }
        System.out.print(tally);
        System.out.println("nothing lost, nothing twice, no gap, nothing open, no two histories; "
                + Duration.between(begun, Instant.now()).toSeconds() + " s");
        System.exit(0);
    }

    /// What was found, in words.
    private static String endure(ClusterCampaign.Plan plan, Path place, Tally tally) throws Exception {
        try (var campaign = new ClusterCampaign(place, plan)) {
            FaultCampaign.Result result = campaign.run();
            tally.addAll(result.tally());
            if (!result.findings().isEmpty()) {
                return result.toString();
            }
            List<Finding> control = campaign.runUnsafe();
            long lost = control.stream().filter(one -> one.kind() == Kind.LOST).count();
            tally.add("controls that noticed", lost > 0 ? 1 : 0);
            tally.add("calls that the controls missed", lost);
            return lost > 0 ? "" : "what an unsafe cluster lost was not noticed: " + control;
        }
    }
}
