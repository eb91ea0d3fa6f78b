package io.chirograph.accesslog.format;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.JsonNode;

/// A line of the operations log of Ceph's object gateway (`rgw_enable_ops_log`, `rgw_ops_log_file_path`):
/// a JSON object,
/// or several, for a busy gateway now and then leaves the end of a line out.
///
/// It names no object but in the request line, which may hold the query twice. Requests whose signature is
/// wrong, or that name a bucket that is not there, are not in that log.
final class CephOperation {
    private static final Pattern LINE = Pattern.compile("(\\S+) (\\S*)(?: .*)?", Pattern.DOTALL);
    private static final int MOST = 1000;

    private CephOperation() {}

    /// @throws IllegalArgumentException it is no such line
    static void read(byte[] line, List<StoreAccess> into) {
        try (JsonParser parser = Json.MAPPER.createParser(line)) {
            while (parser.nextToken() != null) {
                read((JsonNode) Json.ONE.readValue(parser), into);
            }
        } catch (JacksonException e) {
            throw new IllegalArgumentException("no JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static void read(JsonNode said, List<StoreAccess> into) {
        String operation = Json.text(said, "operation");
        if (!said.isObject() || operation == null || Json.text(said, "bucket") == null) {
            throw new IllegalArgumentException("no record of an operations log");
        }
        Matcher line = LINE.matcher(said.path("uri").asString(""));
        String method = line.matches() ? line.group(1) : "";
        String target = line.matches() ? line.group(2) : "";
        String bucket = said.path("bucket").asString("").replaceAll("^.*[:/]", "");
        String key = Json.text(said, "object");
        key = key != null ? key : key(target, bucket);
        Action action = action(operation, method, key != null);
        StoreAccess one = access(said, operation, bucket, action, key == null ? prefix(target) : key);
        int each = 0;
        for (JsonNode object : said.path("op_data").path("objects")) {
            if (each < MOST && object.path("key").isString()) {
                into.add(deleted(one, object));
                each++;
            }
        }
        if (each == 0) {
            into.add(one);
        }
    }

    private static StoreAccess access(
            JsonNode said, String operation, String bucket, Action action, @Nullable String key) {
        String request = Json.text(said, "trans_id");
        String status = said.path("http_status").asString("");
        String user = Json.text(said, "user");
        return new StoreAccess(
                request == null ? said.toString() : request,
                Json.time(said, "time"),
                "anonymous".equals(user) ? null : user,
                Json.text(said, "access_key_id"),
                Json.text(said, "remote_addr"),
                action,
                operation,
                bucket,
                key,
                Json.text(said, "version_id"),
                status.matches("[1-5][0-9]{2}") ? Integer.valueOf(status) : null,
                Json.text(said, "error_code"),
                Json.number(said.path("bytes_sent")),
                request,
                Json.text(said, "user_agent"));
    }

    private static StoreAccess deleted(StoreAccess all, JsonNode object) {
        Long status = Json.number(object.path("http_status"));
        String key = object.path("key").asString("");
        String version = Json.text(object, "version_id");
        return new StoreAccess(
                all.id() + ' ' + key + ' ' + version,
                all.at(),
                all.principal(),
                all.keyId(),
                all.peer(),
                all.action(),
                all.operation(),
                all.bucket(),
                key,
                version,
                status == null ? all.status() : Integer.valueOf(Math.toIntExact(Math.min(999, status))),
                all.error(),
                all.bytes(),
                all.requestId(),
                all.userAgent());
    }

    /// The path of a request, with the bucket in front or in the host name.
    private static @Nullable String key(String target, String bucket) {
        String path = Percent.decoded(target.replaceAll("\\?.*", "").replaceAll("^/+", ""), 1);
        String tenanted = path.replaceFirst("^[^/]*:", "");
        if (tenanted.equals(bucket) || tenanted.equals(bucket + "/")) {
            return null;
        }
        String key = tenanted.startsWith(bucket + "/") ? tenanted.substring(bucket.length() + 1) : path;
        return key.isEmpty() ? null : key;
    }

    private static @Nullable String prefix(String target) {
        return Percent.parameter(target, "prefix");
    }

    private static Action action(String operation, String method, boolean hasKey) {
        int verbEnd = operation.indexOf('_');
        String verb = verbEnd < 0 ? operation : operation.substring(0, verbEnd);
        String about = verbEnd < 0
                ? ""
                : operation.substring(verbEnd + 1).toUpperCase(Locale.ROOT).replace("_", "");
        about = about.equals("OBJ") ? "OBJECT" : about;
        return switch (verb) {
            case "multi" -> Action.DELETE;
            case "get", "stat" -> Action.of(method.equals("HEAD") ? "HEAD" : "GET", about, hasKey);
            case "list" ->
                hasKey ? Action.HEAD : Action.of("GET", about.startsWith("BUCKET") ? "BUCKET" : about, false);
            case "delete" -> Action.of("DELETE", about, hasKey);
            case "put", "post", "copy", "init", "complete", "abort", "create", "set" -> Action.of("PUT", about, hasKey);
            default -> Action.of(method, about, hasKey);
        };
    }
}
