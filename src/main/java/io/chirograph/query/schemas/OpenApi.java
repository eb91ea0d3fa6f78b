package io.chirograph.query.schemas;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.query.index.LogRefusedException;
import io.chirograph.verifier.search.CallFilter;
import io.chirograph.web.Answers;
import io.chirograph.web.ApiSurface;
import io.chirograph.web.ErrorCode;
import java.lang.reflect.Method;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The OpenAPI 3.1 description of handlers: their mappings, their [Answers], the codes of what they throw, and of the
/// components those that are referred to.
final class OpenApi {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Pattern VARIABLE = Pattern.compile("\\{\\*?([A-Za-z]+)}");
    private static final String PROBLEM = "application/problem+json";

    /// Of every path of the auditors' API: the doors, the question, and the record of the read.
    private static final List<ErrorCode> OF_READERS = List.of(
            ErrorCode.PATH_REFUSED,
            ErrorCode.TOKEN_MISSING,
            ErrorCode.TOKEN_INVALID,
            ErrorCode.SESSION_ENDED,
            ErrorCode.ISSUER_UNAVAILABLE,
            ErrorCode.OVERLOADED,
            ErrorCode.ROLES_EXCLUSIVE,
            ErrorCode.ROLE_MISSING,
            ErrorCode.MFA_REQUIRED,
            ErrorCode.SCOPE_MISSING,
            ErrorCode.BAD_QUERY,
            ErrorCode.UNKNOWN_PARAMETER,
            ErrorCode.RECORDING_UNAVAILABLE,
            ErrorCode.INTERNAL_ERROR);

    /// Of every path of callers: their doors, and the record.
    private static final List<ErrorCode> OF_CALLERS = List.of(
            ErrorCode.KEY_MISSING,
            ErrorCode.KEY_AMBIGUOUS,
            ErrorCode.KEY_UNKNOWN,
            ErrorCode.KEY_DISABLED,
            ErrorCode.KEY_EXPIRED,
            ErrorCode.ADDRESS_REFUSED,
            ErrorCode.TOKEN_INVALID,
            ErrorCode.ISSUER_UNAVAILABLE,
            ErrorCode.FORWARDED_AMBIGUOUS,
            ErrorCode.REQUEST_MALFORMED,
            ErrorCode.OVERLOADED,
            ErrorCode.STATE_UNAVAILABLE,
            ErrorCode.RECORDING_UNAVAILABLE,
            ErrorCode.INTERNAL_ERROR);

    private static final List<String> EXPORT_TYPES =
            List.of("text/csv", "application/x-ndjson", "application/vnd.apache.parquet");
    private static final List<String> EXPORT_PARAMETERS = List.of("format=exportFormat", "Range", "If-Range");
    private static final List<String> EXPORT_HEADERS =
            List.of("Chirograph-As-Of", "Content-Disposition", "Content-Location", "Link", "Accept-Ranges", "ETag");

    private static final Map<Class<?>, List<ErrorCode>> THROWN = Map.of(
            SQLException.class, List.of(ErrorCode.INDEX_UNAVAILABLE, ErrorCode.INDEX_REBUILDING),
            ArchiveUnavailableException.class, List.of(ErrorCode.ARCHIVE_UNAVAILABLE),
            LogRefusedException.class, List.of(ErrorCode.ARCHIVE_CHANGED));

    /// A handler of a path of one method.
    /// @param path as OpenAPI writes it
    /// @param isTyped whether a body of another media type is refused
    record Operation(String path, String method, boolean isTyped, Method handler, Answers answers) {
        private List<String> variables() {
            return VARIABLE.matcher(path).results().map(found -> found.group(1)).toList();
        }

        /// Keys of the components that describe what the path's variables, the query and the headers may be.
        private List<String> parameters() {
            Map<String, String> keys = new TreeMap<>();
            List<String> names = new ArrayList<>(variables());
            for (String parameter : joined(answers.parameters(), answers.exported() ? EXPORT_PARAMETERS : List.of())) {
                String[] parts = parameter.split("=", 2);
                keys.put(parts[0], parts[parts.length - 1]);
                if (parameter.equals(Answers.FILTERS)) {
                    names.addAll(CallFilter.names());
                }
                if (!names.contains(parts[0])) {
                    names.add(parts[0]);
                }
            }
            if (answers.tagged()) {
                names.add("If-None-Match");
            }
            return names.stream().map(name -> keys.getOrDefault(name, name)).toList();
        }

        private boolean isOfReaders() {
            return path.startsWith("/audit/");
        }

        private Map<Integer, Set<ErrorCode>> refusals() {
            Set<ErrorCode> codes = EnumSet.noneOf(ErrorCode.class);
            codes.addAll(isOfReaders() ? OF_READERS : OF_CALLERS);
            codes.addAll(List.of(answers.refuses()));
            if (answers.exported()) {
                codes.add(ErrorCode.RANGE_REFUSED);
            }
            for (Class<?> thrown : handler.getExceptionTypes()) {
                codes.addAll(THROWN.getOrDefault(thrown, List.of()));
            }
            if (isOfReaders()) {
                boolean isAsked = answers.parameters().length > 0 || answers.takes().length > 0;
                if (isAsked || !variables().isEmpty()) {
                    codes.add(ErrorCode.BAD_VALUE);
                }
                if (isAsked) {
                    codes.add(ErrorCode.DUPLICATE_PARAMETER);
                }
            }
            Map<Integer, Set<ErrorCode>> refusals = codes.stream()
                    .collect(Collectors.groupingBy(
                            ErrorCode::status,
                            TreeMap::new,
                            Collectors.toCollection(() -> EnumSet.noneOf(ErrorCode.class))));
            if (isTyped) {
                refusals.put(415, EnumSet.of(ErrorCode.BAD_REQUEST));
            }
            return refusals;
        }
    }

    private final ApiComponents components;
    private final List<String> schemes;

    /// @param components where to look for what is referred to
    /// @param schemes how readers show who they are
    OpenApi(ApiComponents components, List<String> schemes) {
        this.components = components;
        this.schemes = schemes;
    }

    /// What is described of a handler; nothing where it is of no such path.
    /// @throws IllegalStateException it has no [Answers]
    static List<Operation> operations(RequestMappingInfo mapping, Method handler) {
        List<Operation> operations = new ArrayList<>();
        for (String pattern : mapping.getPatternValues()) {
            if (!pattern.startsWith("/audit/v1/") && !pattern.startsWith("/v1/")) {
                continue;
            }
            Answers answers = handler.getAnnotation(Answers.class);
            if (answers == null) {
                throw new IllegalStateException(pattern + " is answered by " + handler + ", which has no @Answers");
            }
            for (RequestMethod method : mapping.getMethodsCondition().getMethods()) {
                operations.add(new Operation(
                        VARIABLE.matcher(pattern).replaceAll("{$1}"),
                        method.name().toLowerCase(Locale.ROOT),
                        !mapping.getConsumesCondition().isEmpty(),
                        handler,
                        answers));
            }
        }
        return operations;
    }

    ObjectNode document(Collection<Operation> operations) {
        ObjectNode document = NODES.objectNode().put("openapi", "3.1.0");
        ObjectNode info = document.putObject("info")
                .put("title", "Chirograph")
                .put("version", "1")
                .put(
                        "description",
                        "An audit gateway for model calls. Every read below /audit is recorded before it is answered,"
                                + " and refused where it cannot be.");
        info.putObject("license").put("name", "Apache 2.0").put("identifier", "Apache-2.0");
        document.putArray("servers").addObject().put("url", "/");
        Map<String, ObjectNode> paths = new TreeMap<>();
        for (Operation one : operations) {
            if (one.answers().elsewhere()) {
                continue;
            }
            ObjectNode path = paths.computeIfAbsent(one.path(), each -> NODES.objectNode());
            path.set(one.method(), operation(one, one.method()));
            if (one.method().equals("get")) {
                path.set("head", operation(one, "head"));
            }
        }
        ObjectNode all = document.putObject("paths");
        paths.forEach(all::set);
        components.complete(document);
        return document;
    }

    private ObjectNode operation(Operation one, String method) {
        ObjectNode operation = NODES.objectNode();
        operation.put("operationId", method + id(one.path()));
        operation.put("summary", one.answers().value());
        operation.putArray("tags").add(one.path().split("/", -1)[one.isOfReaders() ? 3 : 2]);
        security(operation.putArray("security"), one);
        List<String> parameters = one.parameters();
        if (!parameters.isEmpty()) {
            ArrayNode list = operation.putArray("parameters");
            parameters.forEach(key -> list.addObject().put("$ref", "#/components/parameters/" + key));
        }
        if (one.answers().takes().length > 0) {
            content(
                    operation.putObject("requestBody").put("required", true),
                    List.of(one.answers().takes()));
        }
        responses(operation.putObject("responses"), one, method.equals("head"));
        return operation;
    }

    private static String id(String path) {
        return Arrays.stream(path.split("[^A-Za-z]+", -1))
                .filter(word -> !Set.of("", "audit", "v").contains(word))
                .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1))
                .collect(Collectors.joining());
    }

    private void security(ArrayNode security, Operation one) {
        if (!one.isOfReaders()) {
            Stream.of("gatewayKey", "ownHeader")
                    .forEach(scheme -> security.addObject().putArray(scheme));
            return;
        }
        String role = ApiSurface.find(VARIABLE.matcher(one.path()).replaceAll("x"))
                .orElseThrow()
                .role();
        for (String scheme : schemes) {
            boolean isBrowsers = scheme.equals(ApiComponents.SESSION);
            if (!isBrowsers || one.method().equals("get")) {
                security.addObject().putArray(scheme).add(role);
            }
        }
    }

    private static void responses(ObjectNode responses, Operation one, boolean isHead) {
        Answers answers = one.answers();
        ObjectNode answer = response(responses, answers.status(), answers.value());
        List<String> headers = new ArrayList<>(List.of(answers.headers()));
        if (one.isOfReaders()) {
            headers.addAll(List.of("Cache-Control", "Vary"));
        }
        if (answers.tagged()) {
            headers.add("ETag");
        }
        if (answers.exported()) {
            headers.addAll(EXPORT_HEADERS);
        }
        List<String> types = joined(answers.as(), answers.exported() ? EXPORT_TYPES : List.of());
        headers(answer, headers);
        if (!isHead) {
            content(answer, types);
        }
        if (answers.exported()) {
            ObjectNode rest = response(responses, 206, "The rest of it.");
            headers(rest, headers);
            if (!isHead) {
                content(rest, EXPORT_TYPES);
            }
        }
        if (answers.tagged()) {
            headers(response(responses, 304, "The client has it already."), List.of("ETag", "Cache-Control", "Vary"));
        }
        one.refusals().forEach((status, codes) -> {
            Set<String> words = codes.stream().map(ErrorCode::code).collect(Collectors.toCollection(TreeSet::new));
            ObjectNode refusal = response(
                    responses,
                    status,
                    words.stream().map(word -> "`" + word + "`").collect(Collectors.joining(", ", "", ".")));
            List<String> further = new ArrayList<>();
            if (status == 401) {
                further.add("WWW-Authenticate");
            }
            if (codes.stream().anyMatch(code -> code.retryAfter() != null)) {
                further.add("Retry-After");
            }
            headers(refusal, further);
            if (!isHead) {
                ArrayNode schema = refusal.putObject("content")
                        .putObject(PROBLEM)
                        .putObject("schema")
                        .putArray("allOf");
                schema.addObject().put("$ref", ApiComponents.SCHEMAS + "api.problem");
                ArrayNode code = schema.addObject()
                        .putObject("properties")
                        .putObject("code")
                        .putArray("enum");
                words.forEach(code::add);
            }
        });
    }

    private static List<String> joined(String[] some, List<String> more) {
        return Stream.concat(Arrays.stream(some), more.stream()).toList();
    }

    private static ObjectNode response(ObjectNode responses, int status, String what) {
        return responses.putObject(Integer.toString(status)).put("description", what);
    }

    private static void headers(ObjectNode response, List<String> names) {
        if (!names.isEmpty()) {
            ObjectNode headers = response.putObject("headers");
            names.forEach(name -> headers.putObject(name).put("$ref", "#/components/headers/" + name));
        }
    }

    /// @param types media types, each with `=` and the name of its schema where it is JSON
    private static void content(ObjectNode parent, List<String> types) {
        ObjectNode content = parent.putObject("content");
        for (String type : types) {
            String[] parts = type.split("=", 2);
            ObjectNode media = content.putObject(parts[0]);
            if (parts.length == 2) {
                media.putObject("schema").put("$ref", ApiComponents.SCHEMAS + parts[1]);
            } else if (parts[0].startsWith("text/") || parts[0].endsWith("ndjson")) {
                media.putObject("schema").put("type", "string");
            }
        }
    }
}
