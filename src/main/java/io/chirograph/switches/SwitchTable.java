package io.chirograph.switches;

import io.chirograph.support.json.StrictJson;
import io.chirograph.support.tables.Tables;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// What is thrown, in the shared state: a row of each scope, so that operators on two gateways lose nothing of each
/// other. Safe for many threads.
record SwitchTable(Tables tables) implements SwitchStore {
    @Override
    public List<ActiveSwitch> read() throws IOException {
        try {
            return tables.query(
                    "SELECT json FROM switch ORDER BY number",
                    row -> StrictJson.read(row.getString(1).getBytes(StandardCharsets.UTF_8), ActiveSwitch.class));
        } catch (IllegalArgumentException e) {
            throw new IOException("the shared state holds what is no switch: " + e.getMessage(), e);
        }
    }

    @Override
    public void put(ActiveSwitch thrown) throws IOException {
        tables.write(() -> {
            delete(thrown.scope());
            tables.update(
                    "INSERT INTO switch (scope, json) VALUES (?, ?)",
                    thrown.scope().toString(),
                    StrictJson.text(thrown));
            tables.changed();
        });
    }

    @Override
    public void remove(SwitchScope scope) throws IOException {
        tables.write(() -> {
            delete(scope);
            tables.changed();
        });
    }

    private void delete(SwitchScope scope) throws IOException {
        tables.update("DELETE FROM switch WHERE scope = ?", scope.toString());
    }

    @Override
    public boolean isShared() {
        return true;
    }
}
