package io.chirograph.content.redaction;

import io.chirograph.content.redaction.detect.Detectors;
import io.chirograph.content.redaction.detect.OwnPattern;
import io.chirograph.content.redaction.rules.Action;
import io.chirograph.content.redaction.rules.RuleBook;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Redaction as it is configured.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RedactionProperties.class)
class RedactionConfiguration {
    @Bean
    ContentRedactor contentRedactor(RedactionProperties properties) {
        return redactor(properties);
    }

    /// What policy may deny.
    @Bean
    FindingNames findingNames(RedactionProperties properties) {
        return new FindingNames(properties);
    }

    /// @throws IllegalArgumentException names key and value of a setting that cannot be
    static ContentRedactor redactor(RedactionProperties properties) {
        List<OwnPattern> patterns = properties.patternList();
        Map<String, Action> actions = new HashMap<>();
        for (int i = 0; i < patterns.size(); i++) {
            actions.put(patterns.get(i).name(), properties.patternAction(i));
        }
        int atOnce = properties.atOnce() > 0
                ? properties.atOnce()
                : 2 * Runtime.getRuntime().availableProcessors();
        return new BodyRedactor(
                new RuleBook(properties.ruleList()),
                new Detectors(patterns),
                properties.scannerList(),
                actions,
                properties.budget(),
                atOnce);
    }
}
