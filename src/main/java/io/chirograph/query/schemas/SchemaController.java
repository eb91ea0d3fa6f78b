package io.chirograph.query.schemas;

import io.chirograph.query.api.LogParameters;
import io.chirograph.query.read.AuditedRead;
import io.chirograph.query.read.CacheableAnswer;
import io.chirograph.support.json.StrictJson;
import io.chirograph.web.Answers;
import io.chirograph.web.ApiException;
import io.chirograph.web.ConditionalOnRole;
import io.chirograph.web.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// `/audit/v1/schemas`: what events and answers look like.
@ConditionalOnRole(ConditionalOnRole.AUDITOR)
@RestController
record SchemaController(PublishedSchemas schemas) {
    private static final String PATH = "/audit/v1/schemas";
    private static final MediaType SCHEMA = new MediaType("application", "schema+json");

    private record Item(String name, String id, String title, String link, String digest) {}

    @GetMapping(PATH)
    @Answers(value = "The schemas that are served.", as = "application/json=api.schemas")
    ResponseEntity<byte[]> list(HttpServletRequest request) {
        LogParameters.of(request);
        List<Item> items = schemas.all().stream()
                .map(one ->
                        new Item(one.name(), one.id(), one.title(), PATH + "/" + one.name(), "sha256:" + one.digest()))
                .toList();
        AuditedRead.of(request).found(items.size());
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .cacheControl(CacheControl.noStore())
                .body(StrictJson.bytes(Map.of("items", items)));
    }

    @GetMapping(PATH + "/{name}")
    @Answers(
            value = "A JSON Schema (2020-12).",
            as = "application/schema+json",
            tagged = true,
            refuses = ErrorCode.NOT_FOUND)
    ResponseEntity<byte[]> schema(@PathVariable String name, HttpServletRequest request) {
        LogParameters.of(request);
        PublishedSchemas.One one = schemas.named(name);
        if (one == null) {
            throw ApiException.notFound("There is no such schema; " + PATH + " lists them.");
        }
        AuditedRead.of(request).found(1);
        return CacheableAnswer.asked(request, SCHEMA, one.bytes()); // the next version of the program may add to it
    }
}
