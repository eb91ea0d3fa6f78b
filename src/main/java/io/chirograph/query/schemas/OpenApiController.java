package io.chirograph.query.schemas;

import io.chirograph.identity.operators.TokenHeader;
import io.chirograph.query.api.LogParameters;
import io.chirograph.query.read.AuditedRead;
import io.chirograph.query.read.CacheableAnswer;
import io.chirograph.support.json.StrictJson;
import io.chirograph.web.Answers;
import io.chirograph.web.ConditionalOnRole;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/// `/audit/v1/openapi.json`: what this process answers auditors and applications, made of the handlers that it has.
@ConditionalOnRole(ConditionalOnRole.AUDITOR)
@RestController
final class OpenApiController {
    private final PublishedSchemas schemas;
    private final TokenHeader header;
    private final ObjectProvider<RequestMappingHandlerMapping> handlers;
    private byte @Nullable [] made;

    OpenApiController(
            PublishedSchemas schemas, TokenHeader header, ObjectProvider<RequestMappingHandlerMapping> handlers) {
        this.schemas = schemas;
        this.header = header;
        this.handlers = handlers;
    }

    @GetMapping("/audit/v1/openapi.json")
    @Answers(value = "This description.", as = "application/json", tagged = true)
    ResponseEntity<byte[]> openApi(HttpServletRequest request) throws IOException {
        LogParameters.of(request);
        byte[] document = document();
        AuditedRead.of(request).found(1);
        return CacheableAnswer.asked(request, MediaType.APPLICATION_JSON, document);
    }

    /// The same bytes as long as the process lives.
    synchronized byte[] document() throws IOException {
        if (made == null) {
            ApiComponents components = new ApiComponents(schemas);
            List<String> schemes = new ArrayList<>(List.of("token", ApiComponents.SESSION));
            if (!header.name().equalsIgnoreCase("Authorization")) {
                components.header("tokenHeader", header.name());
                schemes.add("tokenHeader");
            }
            List<OpenApi.Operation> operations = handlers.stream()
                    .flatMap(one -> one.getHandlerMethods().entrySet().stream())
                    .flatMap(one ->
                            OpenApi.operations(one.getKey(), one.getValue().getMethod()).stream())
                    .toList();
            made = StrictJson.bytes(new OpenApi(components, schemes).document(operations));
        }
        return made;
    }
}
