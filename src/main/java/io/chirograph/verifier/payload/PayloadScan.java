package io.chirograph.verifier.payload;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.publishedlog.DamagedObjectException;
import io.chirograph.publishedlog.PackCodec;
import io.chirograph.publishedlog.PackDigest;
import io.chirograph.publishedlog.PackName;
import io.chirograph.publishedlog.PackRecord;
import io.chirograph.verifier.report.Finding;
import io.chirograph.verifier.report.FindingKind;
import io.chirograph.verifier.scan.Examination;
import io.chirograph.verifier.scan.VersionedKey;
import io.chirograph.verifier.scan.VersionedKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads packs with what lies beside them; does by itself all that can be done on several at a time.
/// @param size where the part that is read ends; nothing beyond is read
record PayloadScan(Examination about, long size) {
    ScannedPayload scan(VersionedKey key) throws ArchiveUnavailableException {
        Optional<PayloadPlace> place = PayloadPlace.of(about.log().layout(), key.key());
        if (place.isEmpty()) {
            Finding foreign = new Finding(
                    FindingKind.PAYLOAD_FOREIGN, about.log().id(), key.key(), null, "the name of a pack", null);
            return new ScannedPayload(key.key(), null, List.of(), false, List.of(foreign));
        }
        PackName pack = place.get().pack();
        if (pack == null || pack.first() >= size) {
            // An object beside a pack is read with the pack, which knows what its digest is made with.
            return new ScannedPayload(key.key(), place.get(), List.of(), false, List.of());
        }
        Versions versions = new Versions(about, key);
        List<ScannedPayload.Pack> packs = new ArrayList<>();
        boolean hidden = versions.read(PackName.MAX_OBJECT, object -> packs.add(pack(pack, object)));
        return new ScannedPayload(key.key(), place.get(), packs, hidden, versions.findings());
    }

    private ScannedPayload.Pack pack(PackName pack, byte[] object)
            throws DamagedObjectException, ArchiveUnavailableException {
        List<HeldContent> held = new ArrayList<>();
        List<PackRecord> beside = new ArrayList<>();
        new PackCodec(about.log().layout(), pack).read(object, one -> {
            byte @Nullable [] content = one.content();
            if (content == null) {
                beside.add(one);
            } else {
                PackDigest digest = PackDigest.of(content, one.head().digestKey());
                held.add(HeldContent.of(one, null, List.of(digest), null));
            }
        });
        List<Finding> findings = new ArrayList<>();
        for (PackRecord one : beside) {
            held.add(beside(pack, one, findings));
        }
        return new ScannedPayload.Pack(held, findings);
    }

    private HeldContent beside(PackName pack, PackRecord one, List<Finding> findings)
            throws ArchiveUnavailableException {
        String key =
                pack.object(about.log().layout(), one.position(), one.head().part());
        VersionedKey object = new VersionedKeys(about.log().archive(), key, key).next();
        List<PackDigest> digests = new ArrayList<>();
        Finding hiding = null;
        if (object != null && object.key().equals(key)) {
            Versions versions = new Versions(about, object);
            boolean hidden = versions.read(
                    PackRecord.MAX_OBJECT,
                    content -> digests.add(PackDigest.of(content, one.head().digestKey())));
            boolean isUnreadable = digests.isEmpty() && !versions.findings().isEmpty();
            hiding = hidden || isUnreadable ? versions.findings().removeFirst() : null;
            findings.addAll(versions.findings());
        }
        return HeldContent.of(one, key, digests, hiding);
    }
}
