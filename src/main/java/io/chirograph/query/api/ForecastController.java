package io.chirograph.query.api;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.forecast.Forecasts;
import io.chirograph.archive.forecast.StorageForecast;
import io.chirograph.web.Answers;
import io.chirograph.web.ConditionalOnRole;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/// How the archives grow, and what that comes to.
@ConditionalOnRole(ConditionalOnRole.AUDITOR)
@RestController
record ForecastController(ObjectProvider<Forecasts> forecasts) {
    @GetMapping("/audit/v1/archive/forecast")
    @Answers(value = "How each archive grows.", as = "application/json=api.forecast")
    ResponseEntity<byte[]> forecast(HttpServletRequest request) throws ArchiveUnavailableException {
        LogParameters.of(request);
        List<Map<String, Object>> items = new ArrayList<>();
        for (Forecasts known : forecasts) {
            for (StorageForecast forecast : known.all()) {
                items.add(item(forecast, known));
            }
        }
        return AuditController.ok(JsonMapper.shared().writeValueAsBytes(Map.of("items", items)));
    }

    private static Map<String, Object> item(StorageForecast forecast, Forecasts known) {
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("archive", forecast.archive());
        item.put("from", forecast.from().toString());
        item.put("to", forecast.to().toString());
        item.put("measured", forecast.measured().toString());
        item.put("partial", forecast.partial());
        item.put("bytesPerDay", Math.round(forecast.bytesPerDay()));
        item.put("objectsPerDay", Math.round(forecast.objectsPerDay()));
        item.put("requestsPerDay", Math.round(forecast.requestsPerDay()));
        item.put("bytesAtEnd", Math.round(forecast.bytesAtEnd()));
        item.put("costPerMonth", forecast.costPerMonth(forecast.bytesAfterMonth(), known.price()));
        item.put("costPerMonthAtEnd", forecast.costPerMonth(forecast.bytesAtEnd(), known.price()));
        item.put(
                "parts",
                forecast.parts().stream().map(part -> part(forecast, part)).toList());
        return item;
    }

    private static Map<String, Object> part(StorageForecast forecast, StorageForecast.Part part) {
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("kind", part.kind());
        item.put("class", part.retentionClass());
        item.put("retentionDays", part.days());
        item.put("bytesPerDay", Math.round(forecast.perDay() * part.bytes()));
        item.put("objectsPerDay", Math.round(forecast.perDay() * part.objects()));
        item.put("bytesAtEnd", Math.round(forecast.bytesAtEnd(part)));
        return item;
    }
}
