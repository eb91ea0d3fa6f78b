package io.chirograph.faults;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.springframework.util.FileSystemUtils;

/// The campaign at length, in pieces of a log each. Arguments: directory, rounds, first seed, `control` for the run
/// that
/// must find something. Ends with 1 when something is found, and keeps what that piece left.
final class FaultsBench {
    private static final int PIECE = 25;

    private FaultsBench() {}

    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args[0]);
        int rounds = Integer.parseInt(args[1]);
        long seed = Long.parseLong(args[2]);
        Instant begun = Instant.now();
        var tally = new Tally();
        for (int done = 0; done < rounds; done += PIECE, seed++) {
            int piece = Math.min(PIECE, rounds - done);
            System.out.println("seed " + seed + ", rounds " + (done + 1) + " to " + (done + piece));
            Path place = Files.createDirectories(directory.resolve("seed-" + seed));
            var plan = new FaultCampaign.Plan(seed, piece, 5, Duration.ofSeconds(3));
            FaultCampaign.Result result;
            boolean noticed = false;
            try (var campaign = new FaultCampaign(place, plan)) {
                result = campaign.run();
                if (result.findings().isEmpty()) {
                    noticed = campaign.runForgetful().stream()
                            .anyMatch(finding -> finding.kind() == Comparison.Kind.LOST);
                }
            }
            tally.addAll(result.tally());
            if (!result.findings().isEmpty()) {
                System.out.println(result + "\nseed " + seed + ", what it left is in " + place);
                System.exit(1);
            }
            if (!noticed) {
                System.out.println("seed " + seed + ": what a forgetful disk lost was not noticed; see " + place);
                System.exit(1);
            }
            tally.add("controls that noticed", 1);
            FileSystemUtils.deleteRecursively(place);
        }
        System.out.print(tally);
        System.out.println("nothing lost, nothing twice, no gap, nothing open; "
                + Duration.between(begun, Instant.now()).toSeconds() + " s");
        System.exit(0);
    }
}
