package io.chirograph.verifier;

import io.chirograph.archive.Layout;
import io.chirograph.publishedlog.DamagedObjectException;
import io.chirograph.publishedlog.SegmentCodec;
import io.chirograph.publishedlog.SegmentName;
import io.chirograph.verifier.report.Finding;
import io.chirograph.verifier.timestamp.InvalidTimeStampException;
import io.chirograph.verifier.timestamp.TimeStamp;
import io.chirograph.verifier.timestamp.TimeStampToken;
import io.chirograph.verifier.timestamp.TimeStampTrust;
import java.util.Arrays;
import java.util.List;

/// What a changed byte means.
public final class CampaignDamage {
    private CampaignDamage() {}

    /// Whether changed bytes say the same: what is signed are the events, not their compressed form, and a time
    /// stamp's answer has parts that nobody signs.
    public static boolean isHarmless(Campaign campaign, String key, byte[] changed) throws Exception {
        if (key.contains("/events/")) {
            return sameEntries(key, campaign.archive.bytes(key), changed);
        }
        if (key.contains("/timestamps/")) {
            return sameToken(campaign, key, changed);
        }
        return false;
    }

    private static boolean sameEntries(String key, byte[] before, byte[] after) {
        try {
            return Arrays.deepEquals(entries(key, before), entries(key, after));
        } catch (DamagedObjectException e) {
            return false;
        }
    }

    private static Object[] entries(String key, byte[] segment) throws DamagedObjectException {
        List<byte[]> entries = new java.util.ArrayList<>();
        SegmentName name =
                SegmentName.parse(key.substring(key.indexOf("/events/") + 8)).orElseThrow();
        new SegmentCodec(new Layout("log"), name).read(segment, (position, entry) -> entries.add(entry));
        return entries.toArray();
    }

    private static boolean sameToken(Campaign campaign, String key, byte[] changed) throws Exception {
        byte[] note = campaign.archive.bytes(
                key.replace("/timestamps/", "/checkpoints/").replace(".tsr", ""));
        TimeStampTrust trust = TimeStampTrust.in(List.of(campaign.authority.root()));
        try {
            TimeStamp before = TimeStampToken.parse(campaign.archive.bytes(key)).verify(note, trust);
            return TimeStampToken.parse(changed).verify(note, trust).genTime().equals(before.genTime());
        } catch (InvalidTimeStampException e) {
            return false;
        }
    }

    /// Whether a finding names the object, or a position that it holds.
    public static boolean isAt(Finding finding, String key) {
        if (key.equals(finding.object())) {
            return true;
        }
        Long position = finding.position();
        if (!key.contains("/events/") || position == null || finding.log() == null || !key.startsWith(finding.log())) {
            return false;
        }
        SegmentName name =
                SegmentName.parse(key.substring(key.indexOf("/events/") + 8)).orElseThrow();
        return position >= name.first() && position <= name.end();
    }
}
