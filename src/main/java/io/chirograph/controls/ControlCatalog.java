package io.chirograph.controls;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// The frameworks, and what the program does for each of their controls that it touches. Immutable.
///
/// @param read the day on which the frameworks' sources were read
record ControlCatalog(LocalDate read, List<Framework> frameworks) {
    private static final String RESOURCE = "/controls/controls.yml";

    ControlCatalog {
        frameworks = List.copyOf(frameworks);
    }

    /// @param catalog address of the framework's own catalogue in OSCAL; null where it has none
    /// @param limits what is not claimed, said before anything else
    /// @param retention the presets of retention that follow from the framework
    record Framework(
            String id,
            String title,
            String source,
            @Nullable String catalog,
            String limits,
            List<String> retention,
            List<Row> rows) {
        Framework {
            retention = List.copyOf(retention);
            rows = List.copyOf(rows);
        }

        boolean hasClasses() {
            return rows.stream().anyMatch(row -> !row.classes().isEmpty());
        }
    }

    /// @param classes of FedRAMP, as far as the baseline of the class has the control
    /// @param settings names of the settings that it depends on
    /// @param shown how it is seen at work: `GET` and a path, `./actuator/…`, the name of a metric, or a command
    /// @param remains what stays the organisation's duty; empty where nothing does
    record Row(
            String control,
            String title,
            List<String> classes,
            String does,
            List<String> settings,
            List<String> shown,
            String remains) {
        Row {
            classes = classes == null ? List.of() : List.copyOf(classes);
            settings = List.copyOf(settings);
            shown = List.copyOf(shown);
        }
    }

    /// What this build ships.
    static ControlCatalog shipped() {
        YAMLMapper mapper = YAMLMapper.builder()
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
        try (InputStream resource = Objects.requireNonNull(ControlCatalog.class.getResourceAsStream(RESOURCE))) {
            return mapper.readValue(resource, ControlCatalog.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
