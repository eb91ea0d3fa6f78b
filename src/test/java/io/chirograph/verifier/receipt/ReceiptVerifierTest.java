package io.chirograph.verifier.receipt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.archive.Archive;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.publishedlog.SealedTree;
import io.chirograph.support.digest.Sha256;
import io.chirograph.tlog.Hash;
import io.chirograph.tlog.Text;
import io.chirograph.tlog.TreeHasher;
import io.chirograph.tlog.note.Ed25519Signer;
import io.chirograph.tlog.note.VerifierKey;
import io.chirograph.tlog.proof.InclusionProof;
import io.chirograph.tlog.proof.TlogProof;
import io.chirograph.verifier.SealedLog;
import io.chirograph.verifier.SecondVerifier;
import io.chirograph.verifier.report.Finding;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a receipt proves to somebody who has nothing but the log's key, and what it convicts.
class ReceiptVerifierTest {
    @RegisterExtension
    static final SecondVerifier SECOND = new SecondVerifier();

    private static final UUID CALL = new UUID(0x0190_0000_0000_7000L, 0x8000_0000_0000_4711L);
    private static final byte[] REQUEST = "{\"model\":\"m\"}".getBytes(UTF_8);

    private final SealedLog log = log(CALL, "m");
    private final byte[] started = log.entries(log.segments.getFirst()).get(5);
    private final byte[] completed = log.entries(log.segments.getFirst()).get(6);
    private final ReceiptMaker maker = maker(log.signer, log.signer);
    private final String receipt = receipt(maker, 5, started);

    ReceiptVerifierTest() throws Exception {}

    /// A log with one call whose request is known at position 5, and 300 more events.
    private static SealedLog log(UUID call, String model) throws Exception {
        Map<String, Object> digest = Map.of("alg", "sha256", "value", sha256().hex(), "length", REQUEST.length);
        return new SealedLog()
                .start()
                .calls(2)
                .event(
                        "ai.call.started",
                        call.toString(),
                        Map.of("callId", call.toString(), "request", Map.of("digest", digest), "model", model))
                .event("ai.call.completed", call.toString(), Map.of("callId", call.toString(), "outcome", "ok"))
                .calls(150)
                .seal();
    }

    private static Hash sha256() {
        return Hash.of(Sha256.create().digest(REQUEST));
    }

    private static ReceiptMaker maker(Ed25519Signer first, Ed25519Signer endorser) throws Exception {
        byte[] seed = new byte[32];
        seed[0] = 77;
        String name = Receipt.keyName(first.verifierKey().name());
        return new ReceiptMaker(first.verifierKey(), endorser, Ed25519Signer.ofSeed(name, seed));
    }

    private static String receipt(ReceiptMaker maker, long position, byte[] entry) {
        String json = new String(entry, UTF_8);
        int at = json.indexOf("\"time\":\"") + 8;
        Instant time = Instant.parse(json.substring(at, json.indexOf('"', at)));
        return maker.sign(List.of(maker.promise(CALL, position, time, sha256().bytes(), TreeHasher.leaf(entry))))
                .receipt(0);
    }

    private ReceiptReport verify(String text) throws Exception {
        return verify(text, log.key(), Map.of(), null);
    }

    private static ReceiptReport verify(String text, String key, Map<String, byte[]> proofs, @Nullable Archive archive)
            throws Exception {
        List<VerifierKey> keys = List.of(VerifierKey.parse(key));
        byte[] receipt = text.getBytes(UTF_8);
        ReceiptReport report = new ReceiptVerifier(keys).verify(receipt, proofs, archive);
        if (archive == null) {
            SECOND.receipt(receipt, proofs, keys, report);
        }
        return report;
    }

    private static List<String> codes(ReceiptReport report) {
        return report.findings().stream()
                .map(Finding::kind)
                .map(kind -> kind.code())
                .toList();
    }

    private static byte[] proof(SealedLog log, long position, long size, @Nullable String extra) throws Exception {
        PublishedLog published =
                new PublishedLog(log.archive, log.signer.verifierKey().logId());
        InclusionProof proof = InclusionProof.of(position, size, new SealedTree(published).at(size));
        return new TlogProof(extra, proof, new String(published.checkpoint(size).orElseThrow(), UTF_8)).bytes();
    }

    @Test
    void aReceiptHoldsByTheKeyAlone() throws Exception {
        ReceiptReport report = verify(receipt + "\n");

        assertThat(report.findings()).isEmpty();
        assertThat(report.exitCode(true)).isZero();
        assertThat(report.id()).isEqualTo(CALL);
        assertThat(report.position()).isEqualTo(5);
        assertThat(report.request()).isEqualTo("sha256:" + sha256().hex());
        assertThat(Receipt.parse(receipt).toString()).isEqualTo(receipt);
    }

    @Test
    void proofsOfBeginAndEndHoldOffline() throws Exception {
        ReceiptReport report = verify(
                receipt,
                log.key(),
                Map.of(
                        "started", proof(log, 5, log.size(), null),
                        "completed", proof(log, 6, log.size(), Text.base64(completed))),
                null);

        assertThat(report.findings()).isEmpty();
        assertThat(report.proven())
                .anyMatch(line -> line.contains("stands at position 5"))
                .anyMatch(line -> line.contains("the call's end, ok, stands at position 6"));
    }

    @Test
    void anArchiveThatKeepsThePromiseHolds() throws Exception {
        ReceiptReport report = verify(receipt, log.key(), Map.of("p", proof(log, 5, log.size(), null)), log.archive);

        assertThat(report.findings()).isEmpty();
        assertThat(report.exitCode(true)).isZero();
        assertThat(report.proven()).anyMatch(line -> line.contains("holds the promised event at position 5"));
    }

    @Test
    void aLogRewrittenWithoutTheCallIsConvictedByTheReceiptAlone() throws Exception {
        SealedLog rewritten = log(new UUID(1, 2), "m");

        ReceiptReport report = verify(receipt, log.key(), Map.of(), rewritten.archive);

        assertThat(codes(report)).containsExactly("receipt-broken");
        assertThat(report.exitCode(false)).isEqualTo(1);
    }

    @Test
    void aLogInWhichOneWordOfTheEventIsOtherIsConvicted() throws Exception {
        assertThat(codes(verify(receipt, log.key(), Map.of(), log(CALL, "n").archive)))
                .containsExactly("receipt-broken");
    }

    @Test
    void theTreeAloneConvictsAndAcquitsWhereTheSegmentHasExpired() throws Exception {
        SealedLog longer = log(CALL, "m").calls(150).seal();
        SealedLog other = log(CALL, "n").calls(150).seal();
        longer.archive.remove(longer.segments.getFirst());
        other.archive.remove(other.segments.getFirst());

        assertThat(verify(receipt, log.key(), Map.of(), longer.archive).exitCode(true))
                .isZero();
        assertThat(codes(verify(receipt, log.key(), Map.of(), other.archive))).containsExactly("receipt-broken");
    }

    @Test
    void aProofOfAnotherHistoryThanTheArchiveIsAFork() throws Exception {
        SealedLog rewritten = log(CALL, "n");
        byte[] proof = proof(log, 5, log.size(), null);

        assertThat(codes(verify(receipt, log.key(), Map.of("p", proof), rewritten.archive)))
                .containsExactly("fork", "receipt-broken");
    }

    @Test
    void aPromiseThatIsNotDueYetIsNotChecked() throws Exception {
        SealedLog young = new SealedLog().start().call("one").seal();

        ReceiptReport report = verify(receipt, log.key(), Map.of(), young.archive);

        assertThat(report.exitCode(false)).isEqualTo(2);
        assertThat(report.unchecked()).contains("up to size 3").contains("position 5");
    }

    @Test
    void anArchiveWithoutTheLogDoesNotHold() throws Exception {
        SealedLog other = new SealedLog(new io.chirograph.verifier.MemoryArchive(), "example.com/else")
                .start()
                .seal();

        assertThat(codes(verify(receipt, log.key(), Map.of(), other.archive))).containsExactly("log-missing");
    }

    @Test
    void withoutAKeyNothingIsJudged() throws Exception {
        ReceiptReport report = new ReceiptVerifier(List.of()).verify(receipt.getBytes(UTF_8), Map.of(), null);
        SECOND.receipt(receipt.getBytes(UTF_8), Map.of(), List.of(), report);

        assertThat(report.exitCode(false)).isEqualTo(2);
        assertThat(report.proven()).isEmpty();
    }

    /// Every bit of the body is covered by the signature, by the endorsement, or is no receipt at all.
    @Test
    void everyBitOfTheBodyCounts() throws Exception {
        for (int bit = 0; bit < Receipt.SIZE * 8; bit += 3) {
            int at = bit;
            ReceiptReport report = verify(changed(body -> body[at / 8] ^= (byte) (1 << at % 8)));

            assertThat(report.proven()).as("bit %s", at).isEmpty();
            assertThat(report.exitCode(false)).as("bit %s", at).isNotZero();
        }
    }

    private String changed(Consumer<byte[]> change) throws Exception {
        String[] parts = receipt.split("\\+", 3);
        byte[] body = Text.base64(parts[2]);
        change.accept(body);
        return parts[0] + "+" + parts[1] + "+" + Text.base64(body);
    }

    private String signed(Consumer<byte[]> change, Ed25519Signer signer) throws Exception {
        String[] parts = receipt.split("\\+", 3);
        return changed(body -> {
            change.accept(body);
            Hash root = TreeHasher.leaf(body, 0, Receipt.PROMISE);
            byte[] signature = signer.signUnchecked(Receipt.signed(parts[0] + "+" + parts[1], 1, root));
            System.arraycopy(signature, 0, body, 202, 64);
        });
    }

    @Test
    void aForgersOwnReceiptKeyIsNotEndorsed() throws Exception {
        Ed25519Signer forger = Ed25519Signer.ofSeed(Receipt.keyName(log.origin()), new byte[32]);
        String forged = signed(body -> System.arraycopy(forger.verifierKey().key(), 0, body, 98, 32), forger);

        assertThat(codes(verify(forged))).containsExactly("receipt-unendorsed");
    }

    @Test
    void aReceiptSignedByAnotherThanTheEndorsedKeyIsForged() throws Exception {
        assertThat(codes(verify(signed(body -> body[25]++, log.signer)))).containsExactly("receipt-forged");
    }

    @Test
    void anotherPositionDigestIdTimeOrLeafIsForged() throws Exception {
        for (int at : new int[] {17, 25, 33, 34, 66}) {
            assertThat(codes(verify(changed(body -> body[at]++)))).containsExactly("receipt-forged");
        }
    }

    @Test
    void aReceiptOfAnotherLogIsForeign() throws Exception {
        String otherKey = log.key(9).verifierKey().encode();
        String otherName = receipt.replaceFirst("gw-1", "gw-2");

        assertThat(codes(verify(receipt, otherKey, Map.of(), null))).containsExactly("receipt-foreign");
        assertThat(codes(verify(otherName))).containsExactly("receipt-foreign");
    }

    @Test
    void aReceiptIsNoReceiptOfALogOfTheSameNameAndAnotherFirstKey() throws Exception {
        String id = receipt.split("\\+", 3)[1];
        String other = receipt.replace(id, log.key(9).verifierKey().idHex());

        assertThat(verify(other).exitCode(false)).isEqualTo(1);
        assertThat(verify(other).proven()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 40, 100, 261})
    void whatIsCutOffIsNoReceipt(int bytes) throws Exception {
        String[] parts = receipt.split("\\+", 3);
        byte[] body = Text.base64(parts[2]);
        String cut = parts[0] + "+" + parts[1] + "+" + Text.base64(java.util.Arrays.copyOf(body, bytes));

        assertThat(codes(verify(cut))).containsExactly("receipt-malformed");
    }

    @Test
    void whatIsSpeltInAnotherWayIsNoReceipt() throws Exception {
        String[] parts = receipt.split("\\+", 3);
        byte[] body = Text.base64(parts[2]);
        String head = parts[0] + "+" + parts[1] + "+";
        List<String> others = List.of(
                receipt + "AAAA",
                receipt + " ",
                " " + receipt,
                receipt + "\n\n",
                receipt + "\r\n",
                receipt.replace("=", ""),
                receipt.substring(0, receipt.length() - 3) + spare(receipt.charAt(receipt.length() - 3)) + "==",
                head + Base64.getUrlEncoder().encodeToString(body).replace('A', '-'),
                head + Base64.getMimeEncoder().encodeToString(body),
                parts[0] + "+" + parts[1].toUpperCase(java.util.Locale.ROOT) + "+" + parts[2] + "=",
                head + HexFormat.of().formatHex(body),
                "",
                "x".repeat(2000));

        for (String other : others) {
            assertThat(codes(verify(other))).as(other).containsExactly("receipt-malformed");
        }
    }

    /// Another letter whose spare bits are set.
    private static char spare(char letter) {
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        return alphabet.charAt(alphabet.indexOf(letter) | 1);
    }

    @Test
    void proofsOfAnythingElseAreRefused() throws Exception {
        SealedLog other = log(CALL, "n");
        byte[] good = proof(log, 5, log.size(), null);
        String text = new String(good, UTF_8);
        Map<String, byte[]> proofs = Map.ofEntries(
                Map.entry("of another leaf", proof(log, 7, log.size(), null)),
                Map.entry("index changed", text.replace("index 5", "index 7").getBytes(UTF_8)),
                Map.entry("of another tree", proof(other, 5, other.size(), null)),
                Map.entry("end of another call", proof(log, 8, log.size(), Text.base64(entry(8)))),
                Map.entry("begin as end", proof(log, 5, log.size(), Text.base64(started))),
                Map.entry("end at another position", proof(log, 8, log.size(), Text.base64(completed))),
                Map.entry(
                        "size changed",
                        text.replace("\n" + log.size() + "\n", "\n299\n").getBytes(UTF_8)),
                Map.entry(
                        "unsigned", text.substring(0, text.indexOf("\n— ") + 1).getBytes(UTF_8)),
                Map.entry("cut off", text.substring(0, text.length() - 1).getBytes(UTF_8)),
                Map.entry("more", (text + "x").getBytes(UTF_8)),
                Map.entry("nothing", new byte[0]));

        proofs.forEach((name, proof) -> {
            try {
                ReceiptReport report = verify(receipt, log.key(), Map.of(name, proof), null);
                assertThat(codes(report)).as(name).containsExactly("receipt-proof-invalid");
                assertThat(report.exitCode(false)).as(name).isEqualTo(1);
            } catch (Exception e) {
                throw new AssertionError(name, e);
            }
        });
    }

    private byte[] entry(int index) throws Exception {
        return log.entries(log.segments.getFirst()).get(index);
    }

    @Test
    void aProofOfAnotherSizeHoldsOnlyByItsOwnCheckpoint() throws Exception {
        SealedLog longer = log(CALL, "m").calls(3).seal();
        String small = new String(proof(longer, 5, log.size(), null), UTF_8);
        String large = new String(proof(longer, 5, longer.size(), null), UTF_8);
        String mixed = small.substring(0, small.indexOf("\n\n")) + large.substring(large.indexOf("\n\n"));

        assertThat(verify(receipt, log.key(), Map.of("s", small.getBytes(UTF_8)), null)
                        .exitCode(true))
                .isZero();
        assertThat(verify(receipt, log.key(), Map.of("l", large.getBytes(UTF_8)), null)
                        .exitCode(true))
                .isZero();
        assertThat(codes(verify(receipt, log.key(), Map.of("m", mixed.getBytes(UTF_8)), null)))
                .containsExactly("receipt-proof-invalid");
    }

    @Test
    void aReceiptThatIsEndorsedByALaterKeyIsFollowedThroughTheArchive() throws Exception {
        log.rotate(3);
        log.calls(3).seal();
        String later = receipt(maker(log.signer, log.key(3)), 5, started);

        assertThat(verify(later).exitCode(false)).isEqualTo(2);
        assertThat(verify(later).unchecked()).contains(log.key(3).verifierKey().idHex());
        assertThat(verify(later, log.key(), Map.of(), log.archive).exitCode(true))
                .isZero();
        assertThat(verify(later, log.key(3).verifierKey().encode(), Map.of(), null)
                        .exitCode(true))
                .isZero();
    }

    @Test
    void aProofUnderALaterKeyConvictsNobodyAndIsFollowedThroughTheArchive() throws Exception {
        log.rotate(3);
        log.calls(3).seal();
        Map<String, byte[]> proofs = Map.of("later", proof(log, 5, log.size(), null));

        ReceiptReport report = verify(receipt, log.key(), proofs, null);
        assertThat(report.findings()).isEmpty();
        assertThat(report.exitCode(false)).isEqualTo(2);
        assertThat(report.unchecked()).contains(log.key(3).verifierKey().idHex());
        assertThat(verify(receipt, log.key(), proofs, log.archive).exitCode(true))
                .isZero();
    }

    @Test
    void aProofUnderAStrangersKeyIsNoneWhereAllKeysAreKnown() throws Exception {
        String text = new String(proof(log, 5, log.size(), null), UTF_8);
        int line = text.indexOf("\n— ") + 1;
        byte[] signature = Base64.getDecoder()
                .decode(text.substring(text.lastIndexOf(' ') + 1).strip());
        signature[0] ^= 1;
        String name = text.substring(line, text.lastIndexOf(' ') + 1);
        byte[] forged =
                (text.substring(0, line) + name + Base64.getEncoder().encodeToString(signature) + "\n").getBytes(UTF_8);

        assertThat(verify(receipt, log.key(), Map.of("f", forged), null).exitCode(false))
                .isEqualTo(2);
        assertThat(codes(verify(receipt, log.key(), Map.of("f", forged), log.archive)))
                .containsExactly("receipt-proof-invalid");
    }

    @Test
    void anEndorsementByAKeyThatWasRevokedBeforeIsNoGood() throws Exception {
        log.rotate(3, Map.of("revokedFrom", 4));
        log.calls(3).seal();

        assertThat(codes(verify(receipt, log.key(), Map.of(), log.archive))).contains("key-revoked");
    }

    @Test
    void aReceiptThatContradictsItsOwnEventIsAFinding() throws Exception {
        byte[] promise = maker.promise(CALL, 5, Receipt.parse(receipt).time(), new byte[32], TreeHasher.leaf(started));
        String other = maker.sign(List.of(promise)).receipt(0);

        assertThat(codes(verify(other, log.key(), Map.of(), log.archive))).containsExactly("receipt-contradicted");
    }

    @Test
    void anArchiveWhoseTilesAreNotWhatWasSignedConvictsNobody() throws Exception {
        String tile = log.layout.tile("0/000");
        byte[] bytes = log.archive.bytes(tile).clone();
        IntStream.range(0, 32).forEach(i -> bytes[4 * 32 + i] ^= 1);
        log.archive.replace(tile, bytes);

        assertThat(codes(verify(receipt, log.key(), Map.of(), log.archive))).containsExactly("root-mismatch");
    }
}
