package io.chirograph.verifier.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chirograph.archive.ArchiveDescription;
import io.chirograph.archive.LockMode;
import io.chirograph.archive.ObjectLock;
import io.chirograph.event.EventView;
import io.chirograph.event.encoding.CanonicalJson;
import io.chirograph.tlog.Hash;
import io.chirograph.tlog.TreeHasher;
import io.chirograph.tlog.note.Checkpoint;
import io.chirograph.tlog.note.Cosigner;
import io.chirograph.tlog.note.Ed25519Signer;
import io.chirograph.tlog.note.SignedNote;
import io.chirograph.tlog.proof.ConsistencyProof;
import io.chirograph.tlog.proof.HashReader;
import io.chirograph.tlog.proof.InclusionProof;
import io.chirograph.verifier.search.CallEvent;
import io.chirograph.verifier.search.CallFilter;
import io.chirograph.verifier.search.CallRow;
import io.chirograph.verifier.search.Examined;
import io.chirograph.verifier.search.FoundCall;
import io.chirograph.verifier.search.Population;
import io.chirograph.verifier.search.Sample;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/// A log of nine calls and the evidence that is made of it, with a witness and a time stamp over an earlier
/// checkpoint.
final class BundleFixture {
    static final Instant START = Instant.parse("2026-11-21T10:00:00Z");
    static final String ORIGIN = "example.com/chirograph/gw-1";
    static final int EARLIER = 13;
    private static final int CALLS_END = 18;
    final Ed25519Signer signer;
    final Cosigner witness;
    final List<byte[]> events = new ArrayList<>();
    final String log;

    BundleFixture() throws Exception {
        this(new byte[32]);
    }

    BundleFixture(byte[] seed) throws Exception {
        signer = Ed25519Signer.ofSeed(ORIGIN, seed);
        byte[] other = seed.clone();
        other[0] ^= 0x55;
        witness = Cosigner.ofSeed("witness.example/w1", other);
        log = signer.verifierKey().logId();
        for (int i = 0; i < 9; i++) {
            event("ai.call.started", i, Map.of("gen_ai.request.model", "m" + i % 2, "provider", "p"));
            event("ai.call.completed", i, Map.of("outcome", "ok", "gen_ai.response.model", "=m"));
        }
    }

    static UUID callId(int call) {
        return new UUID(0x0190_0000_0000_7000L, 0x8000_0000_0000_0000L + call);
    }

    private void event(String type, int call, Map<String, Object> facts) {
        Map<String, Object> data = new TreeMap<>(facts);
        if (call >= 0) {
            data.put("callId", callId(call).toString());
        }
        Map<String, Object> envelope = new TreeMap<>();
        envelope.put("specversion", "1.0");
        envelope.put("id", new UUID(0x0190_0000_0000_7000L, 0x9000_0000_0000_0000L + events.size()).toString());
        envelope.put("source", "//" + ORIGIN);
        envelope.put("type", type);
        envelope.put("time", START.plusSeconds(events.size()).toString());
        envelope.put("data", data);
        events.add(CanonicalJson.encode(envelope));
    }

    SignedNote note(int size) throws Exception {
        return SignedNote.sign(new Checkpoint(ORIGIN, size, tree().subtree(0, size)).text(), signer);
    }

    private HashReader tree() {
        return new HashReader() {
            @Override
            public Hash node(int height, long index) throws java.io.IOException {
                long first = index << height;
                return height == 0
                        ? TreeHasher.leaf(events.get((int) index))
                        : TreeHasher.node(
                                subtree(first, first + (1L << (height - 1))),
                                subtree(first + (1L << (height - 1)), first + (1L << height)));
            }
        };
    }

    private BundleBuilder begin(List<Integer> calls, byte[] timestamp) throws Exception {
        BundleBuilder builder = new BundleBuilder(START, Bundle.MAX_SIZE);
        builder.log(log, signer.verifierKey(), note(events.size()));
        for (int call : calls) {
            for (int position : new int[] {2 * call, 2 * call + 1}) {
                EventView view = EventView.read(events.get(position));
                builder.event(
                        log,
                        view.id().toString(),
                        view.type(),
                        callId(call),
                        events.get(position),
                        InclusionProof.of(position, events.size(), tree()));
            }
        }
        SignedNote earlier = note(EARLIER);
        builder.checkpoint(log, earlier, ConsistencyProof.of(EARLIER, events.size(), tree()));
        builder.cosignature(
                log,
                EARLIER,
                witness.verifierKey().idHex(),
                witness.cosign(Checkpoint.parse(earlier.text()), START.getEpochSecond()));
        if (timestamp.length > 0) {
            builder.timestamp(log, EARLIER, timestamp);
        }
        return builder.storage(
                new ArchiveDescription("s3", "s3://bucket", "COMPLIANCE"),
                List.of(new ObjectLock(log + "/checkpoints/x", "v1", LockMode.COMPLIANCE, START, false)),
                0);
    }

    /// The evidence of one call, which the earlier checkpoint covers.
    byte[] call(byte[] timestamp) throws Exception {
        return bytes(begin(List.of(3), timestamp).call(callId(3)));
    }

    /// The evidence of one of the decisions that an application recorded behind the calls.
    /// @param foreign whether the other one is there too
    byte[] event(boolean foreign) throws Exception {
        if (events.size() == CALLS_END) {
            event("decision.recorded", -1, Map.of("decisionId", "d-1"));
            event("decision.recorded", -1, Map.of("decisionId", "d-2"));
        }
        BundleBuilder builder = begin(List.of(), new byte[0]);
        for (int position = CALLS_END; position < CALLS_END + (foreign ? 2 : 1); position++) {
            EventView view = EventView.read(events.get(position));
            InclusionProof proof = InclusionProof.of(position, events.size(), tree());
            builder.event(log, view.id().toString(), view.type(), null, events.get(position), proof);
        }
        return bytes(builder.event(EventView.read(events.get(CALLS_END)).id()));
    }

    /// The evidence of a call behind a change of the log's key.
    ///
    /// @param old who vouches for the new key
    byte[] rotated(Ed25519Signer next, Ed25519Signer old) throws Exception {
        Map<String, Object> data = new TreeMap<>();
        data.put("key", next.verifierKey().encode());
        data.put("previousKey", signer.verifierKey().encode());
        data.put("reason", "scheduled");
        int position = events.size();
        event("key.rotated", -1, data);
        event("ai.call.started", 20, Map.of());
        event("ai.call.completed", 20, Map.of("outcome", "ok"));
        SignedNote both = SignedNote.sign(checkpoint(position + 1).text(), old, next);
        BundleBuilder builder = new BundleBuilder(START, Bundle.MAX_SIZE)
                .log(
                        log,
                        signer.verifierKey(),
                        SignedNote.sign(checkpoint(events.size()).text(), next))
                .checkpoint(log, both, ConsistencyProof.of(position + 1, events.size(), tree()))
                .rotation(log, both, InclusionProof.of(position, position + 1, tree()));
        for (int i = position; i < events.size(); i++) {
            EventView view = EventView.read(events.get(i));
            UUID call = CallEvent.of(view).call();
            InclusionProof proof = InclusionProof.of(i, events.size(), tree());
            builder.event(log, view.id().toString(), view.type(), call, events.get(i), proof);
        }
        return bytes(builder.call(callId(20)));
    }

    private Checkpoint checkpoint(int size) throws Exception {
        return new Checkpoint(ORIGIN, size, tree().subtree(0, size));
    }

    /// The evidence of all calls for one model, or of a sample of them.
    byte[] population(int sample) throws Exception {
        CallFilter filter = CallFilter.parse(Map.of("model", "m1"));
        List<CallRow> rows = new ArrayList<>();
        for (int call = 1; call < 9; call += 2) {
            FoundCall found = new FoundCall(callId(call));
            for (int position : new int[] {2 * call, 2 * call + 1}) {
                EventView view = EventView.read(events.get(position));
                found.add(log, position, view, CallEvent.of(view));
            }
            rows.add(found.row());
        }
        Population population = Population.of(rows);
        Sample draw = sample == 0 ? null : new Sample(sample, "seed");
        Population shown = draw == null ? population : population.draw(draw);
        Examined.Counter counter = new Examined.Counter(filter);
        counter.log(new Examined.Range(log, events.size(), events.size(), 0, 0));
        counter.calls("ok", 9);
        return bytes(begin(
                        shown.rows().stream()
                                .map(row -> (int) (row.id().getLeastSignificantBits() & 0xff))
                                .toList(),
                        new byte[0])
                .population(filter, null, draw, population, counter.done()));
    }

    String policy() {
        return "log " + signer.verifierKey().encode() + "\nwitness w1 "
                + witness.verifierKey().encode() + "\nquorum w1\n";
    }

    static byte[] bytes(Bundle bundle) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        bundle.write(out);
        return out.toByteArray();
    }

    /// The bundle with one entry exchanged, and the digests set right as a forger would.
    static byte[] forged(byte[] zip, String name, byte[] content) throws Exception {
        TreeMap<String, byte[]> entries = new TreeMap<>(Bundle.parse(zip).entries());
        if (content.length == 0) {
            entries.remove(name);
        } else {
            entries.put(name, content);
        }
        entries.put(EntryNames.SUMS, Bundle.digests(entries));
        return bytes(new Bundle(entries));
    }

    static byte[] replaced(byte[] content, String from, String to) {
        String text = new String(content, UTF_8);
        if (!text.contains(from)) {
            throw new IllegalArgumentException("no '" + from + "' in " + text);
        }
        return text.replace(from, to).getBytes(UTF_8);
    }
}
