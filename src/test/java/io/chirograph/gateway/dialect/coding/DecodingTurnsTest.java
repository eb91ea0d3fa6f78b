package io.chirograph.gateway.dialect.coding;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DecodingTurnsTest {
    private static final int TURNS = 3;

    private final DecodingTurns turns = new DecodingTurns(TURNS, 1);

    @Test
    void moreEncodedBodiesThanThereAreTurnsAreRefusedUntilOneIsGivenBack() throws IOException {
        List<Closeable> taken = new ArrayList<>();
        for (int i = 0; i < TURNS; i++) {
            taken.add(turns.take("br"));
        }
        assertThatThrownBy(() -> turns.take("zstd")).isInstanceOf(DecodersBusy.class);
        taken.getFirst().close();
        turns.take("zstd").close();
        turns.take("gzip").close();
    }

    @Test
    void aPlainBodyNeedsNoTurn() {
        for (int i = 0; i < TURNS; i++) {
            turns.take("br");
        }
        assertThatCode(() -> turns.take(null)).doesNotThrowAnyException();
        assertThatCode(() -> turns.take(" identity ")).doesNotThrowAnyException();
    }
}
