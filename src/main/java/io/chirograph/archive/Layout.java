package io.chirograph.archive;

import java.time.LocalDate;
import java.util.List;

/// Names of the objects of one log, relative to the archive's prefix.
/// @param logId the origin's last part, `-`, and the first key's id in 8 hex digits
public record Layout(String logId) {
    /// `<log>/events/dt=2026-11-21/<first>-<count>.jsonl.zst`
    public String segment(LocalDate date, long first, long count) {
        return "%s%s/%s-%d.jsonl.zst".formatted(events(), "dt=" + date, number(first), count);
    }

    /// `<log>/checkpoints/<size>`
    public String checkpoint(long size) {
        return checkpoints() + number(size);
    }

    /// `<log>/tile/<L>/<N>`; `path` as in c2sp.org/tlog-tiles, without the leading `tile/`.
    public String tile(String path) {
        return logId + "/tile/" + path;
    }

    /// `<log>/cosignatures/<size>/<witness key id>`
    public String cosignature(long size, String witnessKeyId) {
        return logId + "/cosignatures/" + number(size) + "/" + witnessKeyId;
    }

    /// `<log>/refusals/<size>/<witness key id>`
    public String refusal(long size, String witnessKeyId) {
        return logId + "/refusals/" + number(size) + "/" + witnessKeyId;
    }

    /// `<log>/timestamps/<size>.tsr`
    public String timestamp(long size) {
        return logId + "/timestamps/" + number(size) + ".tsr";
    }

    public String events() {
        return logId + "/events/";
    }

    public String checkpoints() {
        return logId + "/checkpoints/";
    }

    /// The prefixes of what others say about checkpoints: below each stands the size.
    public List<String> attachments() {
        return List.of(logId + "/cosignatures/", logId + "/refusals/", logId + "/timestamps/");
    }

    /// A position or size as it stands in names.
    public static String number(long n) {
        return "%016d".formatted(n);
    }
}
