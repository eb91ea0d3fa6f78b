package io.chirograph.verifier;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chirograph.archive.LockMode;
import io.chirograph.standin.StandinTimeStamps;
import io.chirograph.tlog.note.Checkpoint;
import io.chirograph.tlog.note.Cosigner;
import io.chirograph.tlog.note.SignedNote;
import io.chirograph.tlog.note.VerifierKey;
import io.chirograph.tlog.policy.WitnessPolicy;
import io.chirograph.tlog.policy.WitnessPolicyParser;
import io.chirograph.verifier.options.LockRule;
import io.chirograph.verifier.options.Progress;
import io.chirograph.verifier.options.Sightings;
import io.chirograph.verifier.options.VerificationOptions;
import io.chirograph.verifier.report.VerificationReport;
import io.chirograph.verifier.timestamp.TimeStampTrust;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/// An archive with everything that one can hold, to be damaged: two logs, restarts, rotations of the key, two
/// witnesses, time stamps and locks.
public final class Campaign {
    private static final Instant BEGIN = Instant.parse("2026-11-21T08:00:00Z");

    public final MemoryArchive archive = new MemoryArchive();
    public final SealedLog log;
    final SealedLog other;
    public final StandinTimeStamps authority;
    final WitnessPolicy policy;
    private final Cosigner first;
    private final Cosigner second;

    /// @param calls how many calls a batch of the first log has, roughly
    public Campaign(int calls) throws Exception {
        log = new SealedLog(archive, SealedLog.ORIGIN);
        other = new SealedLog(archive, "example.com/chirograph/gw-2", 50);
        authority = new StandinTimeStamps(BEGIN);
        first = Cosigner.ofSeed("witness.example/one", seed(1));
        second = Cosigner.ofSeed("witness.example/two", seed(2));
        policy = WitnessPolicyParser.parse(("log " + log.key() + "\nlog " + other.key() + "\nwitness one "
                        + first.verifierKey().encode() + "\nwitness two "
                        + second.verifierKey().encode() + "\ngroup both all one two\nquorum both\n")
                .getBytes(UTF_8));
        write(calls);
        archive.lockAll(LockMode.COMPLIANCE, Instant.EPOCH.plus(Duration.ofDays(400)));
    }

    private static byte[] seed(int n) {
        byte[] seed = new byte[32];
        seed[31] = (byte) n;
        return seed;
    }

    private void write(int calls) throws Exception {
        log.start();
        attach(log.calls(calls).seal());
        attach(log.calls(calls / 2).stop().seal());
        attach(log.after(Duration.ofSeconds(30)).start().calls(7).seal());
        attach(log.calls(calls / 3).rotate(1));
        attach(log.calls(calls).seal());
        attach(log.calls(3).rotate(2));
        attach(log.calls(calls / 2).seal());
        attach(log.calls(11).seal());
        attach(other.start().calls(calls).seal());
        attach(other.calls(2).rotate(3));
        attach(other.calls(20).seal());
    }

    /// What witnesses and the authority add to the newest checkpoint.
    void attach(SealedLog of) throws Exception {
        byte[] note = archive.bytes(of.layout.checkpoint(of.size()));
        Checkpoint checkpoint = Checkpoint.parse(SignedNote.parse(note).text());
        for (Cosigner witness : List.of(first, second)) {
            archive.write(
                    of.layout.cosignature(of.size(), witness.verifierKey().idHex()),
                    (witness.cosign(checkpoint, of.now().getEpochSecond()).line() + "\n").getBytes(UTF_8));
        }
        archive.write(
                of.layout.timestamp(of.size()), authority.stamp(note, of.now().plusSeconds(2)));
    }

    public VerificationOptions demands() throws Exception {
        return demands(0, Long.MAX_VALUE);
    }

    public VerificationOptions demands(long from, long to) throws Exception {
        return new VerificationOptions(
                from,
                to,
                policy,
                TimeStampTrust.in(List.of(authority.root())),
                Duration.ofHours(2),
                LockRule.of(LockMode.COMPLIANCE, Duration.ofDays(180)),
                InstantSource.fixed(BEGIN.plus(Duration.ofHours(3))),
                Sightings.NONE);
    }

    List<VerifierKey> keys() {
        return List.of(log.signer.verifierKey(), other.signer.verifierKey());
    }

    public VerificationReport verify() throws Exception {
        return verify(archive, demands(), Map.of());
    }

    public VerificationReport verify(MemoryArchive damaged, VerificationOptions demands, Map<String, byte[]> known)
            throws Exception {
        return new ArchiveVerifier(damaged, Progress.NONE, 2, demands).verify(keys(), known);
    }
}
