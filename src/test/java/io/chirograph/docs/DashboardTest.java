package io.chirograph.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The dashboard is whole: each panel has a name, says what it shows, and asks the Prometheus that was chosen.
class DashboardTest {
    @Test
    void everyPanelSaysWhatItShowsAndAsksTheChosenPrometheus() {
        JsonNode dashboard = JsonMapper.shared().readTree(Repository.text("config/grafana/chirograph.json"));
        Set<Integer> ids = new HashSet<>();
        for (JsonNode panel : dashboard.get("panels")) {
            assertThat(ids.add(panel.get("id").intValue())).isTrue();
            assertThat(panel.get("title").stringValue()).isNotBlank();
            if (panel.get("type").stringValue().equals("row")) {
                continue;
            }
            assertThat(panel.get("description").stringValue()).isNotBlank();
            assertThat(panel.get("targets")).isNotEmpty().allSatisfy(target -> {
                assertThat(target.get("expr").stringValue()).contains("chirograph_", "{instance=~\"$instance\"}");
                assertThat(target.at("/datasource/uid").stringValue()).isEqualTo("${datasource}");
            });
        }
        assertThat(ids).hasSizeGreaterThan(20);
    }
}
