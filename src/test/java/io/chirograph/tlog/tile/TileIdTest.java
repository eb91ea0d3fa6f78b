package io.chirograph.tlog.tile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.Vectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class TileIdTest {
    @Test
    void writesThePublicPathsOfTilesAndEntries() throws Exception {
        JsonNode vectors = Vectors.read("tlog-tiles/paths.json");
        for (JsonNode row : vectors.get("tile_paths")) {
            int partial = row.get("partial").asInt();
            TileId id = new TileId(
                    row.get("level").asInt(), row.get("index").asLong(), partial == 0 ? TileId.WIDTH : partial);
            assertThat("tile/" + id.path()).isEqualTo(row.get("path").asString());
            assertThat(TileId.parse(id.path())).isEqualTo(id);
        }
        for (JsonNode row : vectors.get("entry_paths")) {
            TileId id = TileId.inTree(
                    0, row.get("seq").asLong() / 256, row.get("log_size").asLong());
            assertThat("tile/entries" + id.path().substring(1))
                    .isEqualTo(row.get("path").asString());
            assertThat(TileId.parse(id.path())).isEqualTo(id);
        }
    }

    @Test
    void readsAndRefusesThePublicPaths() throws Exception {
        for (JsonNode row : Vectors.read("tlog-tiles/paths.json").get("parse")) {
            String path = row.get("level").asString() + "/" + row.get("index").asString();
            JsonNode want = row.get("want");
            if (want.isNull()) {
                assertThatThrownBy(() -> TileId.parse(path)).as(path).isInstanceOf(MalformedException.class);
            } else {
                int partial = want.get("partial").asInt();
                assertThat(TileId.parse(path))
                        .isEqualTo(new TileId(
                                want.get("level").asInt(),
                                want.get("index").asLong(),
                                partial == 0 ? TileId.WIDTH : partial));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "0/",
                "00/000",
                "+1/000",
                "0/x000/001",
                "0/001.p/0",
                "0/001.p/01",
                "0/001.p/300",
                "0/001\n",
                "0/٠٠١",
                "0/x1000/000",
                "tile/0/000"
            })
    void refusesWhatIsNotTheOneSpelling(String path) {
        assertThatThrownBy(() -> TileId.parse(path)).isInstanceOf(MalformedException.class);
    }

    @Test
    void aTreeHasTheTilesOfThePublicShapes() throws Exception {
        for (JsonNode row : Vectors.read("tlog-tiles/paths.json").get("tree_shapes")) {
            long size = row.get("tree_size").asLong();
            for (JsonNode shape : row.get("tiles")) {
                int level = shape.get("level").asInt();
                long full = shape.get("full_tiles").asLong();
                int partial = shape.get("partial_width").asInt();
                if (full > 0) {
                    assertThat(TileId.inTree(level, full - 1, size).isFull()).isTrue();
                }
                if (partial > 0) {
                    assertThat(TileId.inTree(level, full, size).width()).isEqualTo(partial);
                } else {
                    assertThatThrownBy(() -> TileId.inTree(level, full, size))
                            .isInstanceOf(IllegalArgumentException.class);
                }
            }
        }
    }
}
