package io.chirograph.query.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.support.StaticWebApplicationContext;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// OpenAPI descriptions for tests.
public final class OpenApiDocuments {
    /// Paths as a description writes them. Every answer that a test gets is held against all of them.
    private static final Map<String, Pattern> TEMPLATES = new ConcurrentHashMap<>();

    private OpenApiDocuments() {}

    private static Pattern pattern(String template) {
        return Pattern.compile(template.replace("{tile}", ".+").replaceAll("\\{[A-Za-z]+}", "[^/]+"));
    }

    /// As a running process serves it, without a read of it.
    public static JsonNode of(ApplicationContext context) {
        try {
            return JsonMapper.shared()
                    .readTree(context.getBean(OpenApiController.class).document());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Of all handlers in the code below a path, whatever the role of the process that has them.
    static JsonNode ofCode(String below) throws Exception {
        List<OpenApi.Operation> operations = operations().stream()
                .filter(one -> one.path().startsWith(below))
                .toList();
        return new OpenApi(new ApiComponents(new PublishedSchemas()), List.of("token", ApiComponents.SESSION))
                .document(operations);
    }

    /// Every operation in the code, by whatever role.
    static List<OpenApi.Operation> operations() throws Exception {
        return Mappings.OF_CODE.operations();
    }

    /// The mappings of all controllers in the code.
    private static final class Mappings extends RequestMappingHandlerMapping {
        static final Mappings OF_CODE = new Mappings();

        Mappings() {
            setApplicationContext(new StaticWebApplicationContext());
            afterPropertiesSet();
        }

        List<OpenApi.Operation> operations() throws Exception {
            ClassPathScanningCandidateComponentProvider scan = new ClassPathScanningCandidateComponentProvider(false);
            scan.addIncludeFilter(new AnnotationTypeFilter(RestController.class));
            List<OpenApi.Operation> operations = new java.util.ArrayList<>();
            for (var found : scan.findCandidateComponents("io.chirograph")) {
                Class<?> type = ClassUtils.forName(String.valueOf(found.getBeanClassName()), null);
                MethodIntrospector.selectMethods(type, (MethodIntrospector.MetadataLookup<@Nullable RequestMappingInfo>)
                                method -> getMappingForMethod(method, type))
                        .forEach((method, mapping) -> operations.addAll(OpenApi.operations(mapping, method)));
            }
            return operations;
        }
    }

    /// An answer is one that the description knows: its status, its media type, the code of its refusal.
    /// @param path raw, from its first slash on, without a query
    public static void assertDescribes(
            JsonNode document, String method, String path, int status, @Nullable String type, byte[] body) {
        String template = document.path("paths").propertyNames().stream()
                .filter(one -> TEMPLATES
                        .computeIfAbsent(one, OpenApiDocuments::pattern)
                        .matcher(path)
                        .matches())
                .min(Comparator.comparingInt(one -> one.split("\\{", -1).length))
                .orElse(null);
        boolean isOfTheContainer =
                status == 400 && type != null && type.startsWith("text/html"); // no handler was reached
        if (template == null || isOfTheContainer) {
            assertThat(status).as("%s %s is in no description", method, path).isGreaterThanOrEqualTo(400);
            return;
        }
        JsonNode operation = document.path("paths").path(template).path(method.toLowerCase(Locale.ROOT));
        if (operation.isMissingNode()) {
            assertThat(status).as("%s %s is in no description", method, path).isGreaterThanOrEqualTo(400);
            return;
        }
        String what = method + " " + template;
        JsonNode response = operation.path("responses").path(Integer.toString(status));
        assertThat(response.isObject()).as("%s answers %s", what, status).isTrue();
        if (type == null || body.length == 0) {
            return;
        }
        String media = type.replaceAll(";.*", "");
        JsonNode content = response.path("content").path(media);
        assertThat(content.isObject())
                .as("%s answers %s as %s", what, status, media)
                .isTrue();
        if (media.equals("application/problem+json")) {
            TreeSet<String> codes = new TreeSet<>();
            content.at("/schema/allOf/1/properties/code/enum").forEach(code -> codes.add(code.asString()));
            assertThat(codes)
                    .as("%s refuses with %s and a code", what, status)
                    .contains(JsonMapper.shared().readTree(body).path("code").asString());
        }
    }
}
