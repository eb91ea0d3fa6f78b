package io.chirograph.gateway.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.gateway.http.MemoryBudget;
import io.chirograph.gateway.http.Reservation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class HeldEndTest {
    @Property(tries = 50)
    void whatIsLetGoAndWhatIsKeptAreTogetherWhatCameInOrder(
            @ForAll @Size(min = 1, max = 12) List<@IntRange(min = 1, max = 400_000) Integer> sizes,
            @ForAll @IntRange(max = 2 << 20) int memory,
            @ForAll @IntRange(max = 2 << 20) int newest)
            throws IOException {
        var held = new HeldEnd(new Reservation(new MemoryBudget(memory), 0));
        var came = new ByteArrayOutputStream();
        var gone = new ByteArrayOutputStream();
        byte next = 0;
        for (int size : sizes) {
            byte[] bytes = new byte[size + 3];
            for (int i = 0; i < size; i++) {
                bytes[i + 3] = next++;
            }
            came.write(bytes, 3, size);
            gone.write(held.hold(bytes, 3, size));
        }
        assertThat(came.size() - gone.size()).as("kept").isBetween(1, 1 << 20);
        gone.write(held.keep(newest));
        assertThat(came.size() - gone.size()).as("kept of the newest").isBetween(0, newest);
        held.writeTo(gone);
        assertThat(gone.toByteArray()).isEqualTo(came.toByteArray());
    }
}
