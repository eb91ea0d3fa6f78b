package io.chirograph.query.index.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.sqlite.SQLiteConfig;

/// Takes texts apart into words exactly as the index on SQLite does, by the same tokenizer, so that both find the same.
/// It holds nothing. Safe for many threads.
final class Tokens implements AutoCloseable {
    private final Connection memory;

    private Tokens(Connection memory) {
        this.memory = memory;
    }

    static Tokens open() throws SQLException {
        Tokens tokens = new Tokens(new SQLiteConfig().createConnection("jdbc:sqlite::memory:"));
        tokens.run("CREATE VIRTUAL TABLE text USING fts5(words, content='', tokenize='unicode61')");
        tokens.run("CREATE VIRTUAL TABLE instance USING fts5vocab(text, instance)");
        return tokens;
    }

    /// The words of each text, in their order.
    synchronized List<List<String>> of(List<String> texts) throws SQLException {
        List<List<String>> words = Stream.generate(() -> (List<String>) new ArrayList<String>())
                .limit(texts.size())
                .toList();
        try (PreparedStatement insert = memory.prepareStatement("INSERT INTO text (rowid, words) VALUES (?, ?)")) {
            for (int i = 0; i < texts.size(); i++) {
                insert.setLong(1, i);
                insert.setString(2, texts.get(i));
                insert.executeUpdate();
            }
        }
        try (PreparedStatement all =
                        memory.prepareStatement("SELECT doc, term FROM instance ORDER BY doc, \"offset\"");
                ResultSet row = all.executeQuery()) {
            while (row.next()) {
                words.get(row.getInt(1)).add(row.getString(2));
            }
        } finally {
            run("INSERT INTO text (text) VALUES ('delete-all')");
        }
        return words;
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = memory.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    @Override
    public synchronized void close() throws SQLException {
        memory.close();
    }
}
