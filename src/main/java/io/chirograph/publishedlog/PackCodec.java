package io.chirograph.publishedlog;

import io.chirograph.archive.Layout;
import io.chirograph.publishedlog.DamagedObjectException.Damage;
import io.chirograph.publishedlog.DamagedObjectException.Facts;
import io.chirograph.support.json.StrictJson;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A pack's bytes: one zstd frame as a segment is, one [PackRecord] a line.
///
/// Reading is bounded by two lines and the frame's window. No error says what stands in a line.
public record PackCodec(Layout layout, PackName name) {
    /// Takes the records of a pack in order.
    @FunctionalInterface
    public interface Sink {
        void accept(PackRecord pack);
    }

    /// The parts of a call, and that of an application's event, in the order that they have in a pack.
    public static final List<String> PARTS = List.of("request", "response", "data");

    private static final LineFrame.Form FORM = new LineFrame.Form(
            "records of content",
            false,
            PackRecord.MAX_LINE,
            PackName.MAX_CONTENT,
            Damage.PAYLOAD_DAMAGED,
            Damage.PAYLOAD_DAMAGED,
            Damage.PAYLOAD_DAMAGED,
            Damage.PAYLOAD_DAMAGED);

    /// The object that holds these lines; it was decompressed again and compared.
    public static byte[] encode(byte[] lines) throws IOException {
        return LineFrame.encode("pack", lines);
    }

    /// Hands every record to `sink`. When this throws, some may have been handed over that are not to be relied on.
    ///
    /// Content in a line has the length that its head says. That it is what an event names is for whoever has that.
    public void read(byte[] object, Sink sink) throws DamagedObjectException {
        if (object.length > PackName.MAX_OBJECT) {
            throw damaged(name.first(), "at most " + PackName.MAX_OBJECT + " bytes", object.length + " bytes");
        }
        Order order = new Order();
        new LineFrame(FORM, layout.logId(), name.key(layout), name.first(), name.count()).read(object, (at, line) -> {
            PackRecord pack = parse(line, at);
            order.check(pack, at);
            sink.accept(pack);
        });
    }

    private PackRecord parse(byte[] line, long at) throws DamagedObjectException {
        String expected = "a record of content in line " + (at + 1);
        PackRecord pack;
        byte @Nullable [] content;
        try {
            pack = StrictJson.read(line, PackRecord.class);
            content = pack.content();
        } catch (IllegalArgumentException e) {
            throw damaged(name.first(), expected, "no such line", e);
        }
        boolean isGood = content == null
                ? pack.head().length() >= 0
                        && pack.head().length() <= PackRecord.MAX_OBJECT
                        && PackName.object(pack.position(), pack.head().part()).equals(pack.object())
                : pack.head().length() == content.length && content.length <= PackRecord.MAX_INLINE;
        if (!isGood || !isSpeltOnce(pack, content)) {
            throw damaged(name.first(), expected, "one that does not hold what its head says");
        }
        return pack;
    }

    /// Base64 has several spellings of the same bytes.
    private static boolean isSpeltOnce(PackRecord pack, byte @Nullable [] content) {
        return pack.data() == null
                || content == null
                || pack.data().equals(Base64.getEncoder().encodeToString(content));
    }

    /// Positions ascend within what one segment holds, and of one position the request comes first.
    private final class Order {
        private long position = -1;
        private int part;

        void check(PackRecord next, long at) throws DamagedObjectException {
            int of = PARTS.indexOf(next.head().part());
            boolean isFirst = position < 0;
            boolean isGood = of >= 0
                    && (isFirst
                            ? next.position() == name.first()
                            : next.position() > position || (next.position() == position && of > part))
                    && next.position() - name.first() < SegmentName.MAX_COUNT;
            if (!isGood) {
                throw damaged(
                        isFirst ? name.first() : position,
                        "request before response, in the order of positions",
                        "another one in line " + (at + 1));
            }
            position = next.position();
            part = of;
        }
    }

    private DamagedObjectException damaged(long position, String expected, String found) {
        return new DamagedObjectException(facts(position, expected, found));
    }

    private DamagedObjectException damaged(long position, String expected, String found, Exception cause) {
        return new DamagedObjectException(facts(position, expected, found), cause);
    }

    private Facts facts(long position, String expected, String found) {
        return new Facts(Damage.PAYLOAD_DAMAGED, layout.logId(), name.key(layout), position, expected, found);
    }
}
