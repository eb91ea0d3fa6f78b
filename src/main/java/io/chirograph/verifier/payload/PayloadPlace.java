package io.chirograph.verifier.payload;

import io.chirograph.archive.Layout;
import io.chirograph.publishedlog.PackName;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What the name of an object below `payloads/` says.
/// @param date that of the segment whose events name the content
/// @param position of the pack's first record, or of the event that names the object
/// @param pack null for an object beside a pack
/// @param part of such an object; null for a pack
public record PayloadPlace(
        String retentionClass,
        LocalDate date,
        long position,
        @Nullable PackName pack,
        @Nullable String part) {
    static final Comparator<PayloadPlace> ORDER =
            Comparator.comparing(PayloadPlace::date).thenComparingLong(PayloadPlace::position);

    private static final Pattern OBJECT = Pattern.compile("(.+/)([0-9]{16})-(request|response|data)");

    /// Empty for a name that no object there has.
    public static Optional<PayloadPlace> of(Layout layout, String key) {
        Optional<PackName> pack = PackName.of(layout, key);
        if (pack.isPresent()) {
            return pack.map(PayloadPlace::of);
        }
        Matcher object = OBJECT.matcher(key);
        if (!object.matches()) {
            return Optional.empty();
        }
        // The directory is a pack's exactly where a pack could stand in it.
        String number = object.group(2);
        return PackName.of(layout, object.group(1) + number + "-1.jsonl.zst")
                .map(beside -> new PayloadPlace(
                        beside.retentionClass(), beside.date(), beside.first(), null, object.group(3)));
    }

    private static PayloadPlace of(PackName pack) {
        return new PayloadPlace(pack.retentionClass(), pack.date(), pack.first(), pack, null);
    }
}
