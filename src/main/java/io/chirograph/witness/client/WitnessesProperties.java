package io.chirograph.witness.client;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// `chirograph.witnesses.*`; each further name below it is a witness ([ConfiguredWitnesses]).
/// @param timeout how soon a response must come to be in time; a later one is still taken
/// @param quorum how many witnesses must have cosigned a checkpoint: `all`, `any` or a number
/// @param alarmAfter how long the newest checkpoint may lack its quorum
/// @param poll how often the archive is asked for a new checkpoint
@ConfigurationProperties("chirograph.witnesses")
record WitnessesProperties(
        @DefaultValue("2s") Duration timeout,
        @DefaultValue("all") String quorum,
        @DefaultValue("10m") Duration alarmAfter,
        @DefaultValue("1s") Duration poll) {
    public WitnessesProperties {
        check(timeout.isPositive(), "timeout", timeout, "a positive duration");
        check(quorum.matches("all|any|[1-9][0-9]{0,2}"), "quorum", quorum, "all, any or a number");
        check(alarmAfter.isPositive(), "alarm-after", alarmAfter, "a positive duration");
        check(poll.isPositive(), "poll", poll, "a positive duration");
    }

    /// How many of `witnesses` must sign.
    int quorumOf(int witnesses) {
        int needed = switch (quorum) {
            case "all" -> witnesses;
            case "any" -> Math.min(1, witnesses);
            default -> Integer.parseInt(quorum);
        };
        check(needed <= witnesses || witnesses == 0, "quorum", quorum, "at most the " + witnesses + " witnesses");
        return Math.min(needed, witnesses);
    }

    private static void check(boolean holds, String name, Object value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "chirograph.witnesses." + name + " is " + value + ", expected " + expected);
        }
    }
}
