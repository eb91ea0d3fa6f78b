package io.chirograph.monitor;

import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/// Settings of the monitor, the defaults but for what is given.
public final class Settings {
    private Settings() {}

    /// @param namesAndValues `retry`, `5ms` and so on
    public static MonitorProperties with(String... namesAndValues) {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            given.put("chirograph.monitor." + namesAndValues[i], namesAndValues[i + 1]);
        }
        return new Binder(new MapConfigurationPropertySource(given))
                .bindOrCreate("chirograph.monitor", MonitorProperties.class);
    }
}
