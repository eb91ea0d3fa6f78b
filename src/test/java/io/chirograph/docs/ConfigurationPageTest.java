package io.chirograph.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Each setting has a line in docs/configuration.md with its default, as the program itself has it.
class ConfigurationPageTest {
    private static final Path METADATA = Path.of("target/classes/META-INF/spring-configuration-metadata.json");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(chirograph\\.[^`]+)` \\|([^|]*)\\|");

    @Test
    void everySettingIsListedWithItsDefault() {
        Map<String, String> listed = listed();
        settings().forEach((name, value) -> {
            assertThat(listed).containsKey(name);
            if (!value.isEmpty()) {
                assertThat(listed.get(name)).as("default of %s", name).isEqualTo("`" + value + "`");
            }
        });
    }

    @Test
    void nothingIsListedThatIsNoSetting() {
        Map<String, String> settings = settings();
        String sources = String.join("\n", Repository.sources());
        assertThat(listed().keySet())
                .filteredOn(name -> !settings.containsKey(name))
                .filteredOn(name -> !sources.contains(name) && !isBelow(name, settings, sources))
                .isEmpty();
    }

    /// Whether a name is a component of a setting that is itself a record: of one provider, of the bucket.
    private static boolean isBelow(String name, Map<String, String> settings, String sources) {
        String parent = name.substring(0, name.lastIndexOf('.')).replaceFirst("\\.<.*", "");
        return settings.containsKey(parent)
                && Pattern.compile("\\b" + camel(name.substring(name.lastIndexOf('.') + 1)) + "[,)]")
                        .matcher(sources)
                        .find();
    }

    private static String camel(String kebab) {
        return Pattern.compile("-(.)")
                .matcher(kebab)
                .replaceAll(part -> part.group(1).toUpperCase(Locale.ROOT));
    }

    private static Map<String, String> listed() {
        Matcher rows = ROW.matcher(Repository.text("docs/configuration.md"));
        var listed = new TreeMap<String, String>();
        rows.results().forEach(row -> listed.put(row.group(1), row.group(2).strip()));
        return listed;
    }

    /// Names and defaults as the annotation processor found them in the configuration records.
    private static Map<String, String> settings() {
        JsonNode metadata = JsonMapper.shared().readTree(Repository.text(METADATA));
        var settings = new TreeMap<String, String>();
        for (JsonNode property : metadata.get("properties")) {
            String name = property.get("name").asString();
            if (name.startsWith("chirograph.")) {
                JsonNode value = property.get("defaultValue");
                settings.put(name, value == null ? "" : value.asString());
            }
        }
        assertThat(settings).containsKey("chirograph.journal.max-bytes");
        return settings;
    }
}
