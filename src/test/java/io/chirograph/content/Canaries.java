package io.chirograph.content;

import com.github.luben.zstd.ZstdInputStream;
import io.chirograph.LiveFiles;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/// Exchanges with a distinct random word in every text field, and a search for these words in files.
///
/// A word is looked for in what a file holds, and in what that holds when it is decompressed, decoded or
/// unescaped, a few layers deep.
public final class Canaries {
    private static final String BEGIN = "canary";
    private static final int LENGTH = 24;
    private static final int LAYERS = 4;
    private static final int MOST_TRIES = 2000;
    private static final int MOST_BYTES = 64 << 20;
    private static final int LEAST_RUN = 24;

    /// What the exchange is about.
    public enum Api {
        CHAT("/v1/chat/completions"),
        RESPONSES("/v1/responses"),
        MESSAGES("/v1/messages");

        public final String path;

        Api(String path) {
            this.path = path;
        }
    }

    /// A word that was found.
    /// @param field the text field that it stands for
    /// @param form how it was written there: `plain`, `hex`, with the layers around it before that, outermost
    ///     first, as in `zstd>base64>plain`
    public record Found(String field, Path file, String form) {}

    private final Random random;
    private final Map<String, String> words = new TreeMap<>();
    private final Map<String, String> fields = new HashMap<>();

    public Canaries(long seed) {
        random = new Random(seed);
    }

    /// The word of a field, always the same one.
    public String word(String field) {
        return words.computeIfAbsent(field, name -> {
            var word = new StringBuilder(BEGIN);
            while (word.length() < LENGTH) {
                word.append((char) ('a' + random.nextInt(26)));
            }
            fields.put(word.toString(), field);
            return word.toString();
        });
    }

    /// The words of several exchanges, to be looked for at once; fields are named `<name> <field>`.
    public static Canaries together(Map<String, Canaries> exchanges) {
        var all = new Canaries(0);
        exchanges.forEach((name, one) -> one.words.forEach((field, word) -> {
            all.words.put(name + " " + field, word);
            all.fields.put(word, name + " " + field);
        }));
        return all;
    }

    /// All words by field.
    public Map<String, String> words() {
        return Map.copyOf(words);
    }

    /// A request body; words of its fields are named `request.<field>`.
    public byte[] request(Api api, boolean stream) {
        String tool = "{'name':'" + in("toolName") + "','description':'" + in("toolDescription") + "',";
        String schema = "{'type':'object','properties':{'" + in("toolProperty") + "':{'type':'string'}}}";
        String arguments = "{\\\"" + in("argumentName") + "\\\":\\\"" + in("argument") + "\\\"}";
        String url = "https://example.com/a?q=" + in("urlQuery");
        String body = switch (api) {
            case CHAT ->
                "{'model':'m','stream':" + stream + ",'user':'" + in("user") + "','metadata':{'k':'" + in("metadata")
                        + "'},'messages':[{'role':'system','content':'" + in("system")
                        + "'},{'role':'user','content':[{'type':'text','text':'" + in("prompt")
                        + "'},{'type':'image_url','image_url':{'url':'" + url
                        + "'}},{'type':'file','file':{'filename':'" + in("fileName")
                        + ".pdf','file_data':'data:text/plain;base64,"
                        + base64(in("file")) + "'}}]},{'role':'assistant','tool_calls':[{'id':'c','type':'function',"
                        + "'function':{'name':'f','arguments':'" + arguments
                        + "'}}]},{'role':'tool','tool_call_id':'c','content':'" + in("toolResult")
                        + "'}],'tools':[{'type':'function','function':" + tool + "'parameters':" + schema + "}}]}";
            case RESPONSES ->
                "{'model':'m','stream':" + stream + ",'instructions':'" + in("system") + "','user':'" + in("user")
                        + "','metadata':{'k':'" + in("metadata")
                        + "'},'input':[{'role':'user','content':[{'type':'input_text','text':'" + in("prompt")
                        + "'},{'type':'input_image','image_url':'" + url
                        + "'},{'type':'input_file','filename':'" + in("fileName")
                        + ".pdf','file_data':'data:text/plain;base64," + base64(in("file"))
                        + "'}]},{'type':'function_call','call_id':'c','name':'f','arguments':'" + arguments
                        + "'},{'type':'function_call_output','call_id':'c','output':'" + in("toolResult")
                        + "'}],'tools':[{'type':'function'," + tool.substring(1) + "'parameters':" + schema + "}]}";
            case MESSAGES ->
                "{'model':'m','max_tokens':9,'stream':" + stream + ",'system':[{'type':'text','text':'" + in("system")
                        + "'}],'metadata':{'user_id':'" + in("user")
                        + "'},'messages':[{'role':'user','content':[{'type':'text','text':'" + in("prompt")
                        + "'},{'type':'image','source':{'type':'url','url':'" + url
                        + "'}},{'type':'document','title':'" + in("fileName")
                        + "','source':{'type':'base64','media_type':'application/pdf','data':'" + base64(in("file"))
                        + "'}}]},{'role':'assistant','content':[{'type':'tool_use','id':'t','name':'f','input':{'"
                        + in("argumentName") + "':'" + in("argument")
                        + "'}}]},{'role':'user','content':[{'type':'tool_result','tool_use_id':'t','content':'"
                        + in("toolResult") + "'}]}],'tools':[" + tool + "'input_schema':" + schema + "}]}";
        };
        return bytes(body);
    }

    /// A good response; words of its fields are named `response.<field>`.
    public byte[] response(Api api, boolean stream) {
        String text = out("text");
        String first = text.substring(0, 9);
        String second = text.substring(9);
        String arguments = "{\\\"a\\\":\\\"" + out("argument") + "\\\"}";
        if (stream) {
            return bytes(
                    switch (api) {
                        case CHAT ->
                            data("{'id':'r','model':'m','choices':[{'index':0,'delta':{'role':'assistant','content':'"
                                            + first + "'}}]}")
                                    + data("{'id':'r','model':'m','choices':[{'index':0,'delta':{'content':'" + second
                                            + "'}}]}")
                                    + data(
                                            "{'id':'r','model':'m','choices':[{'index':0,'delta':{'tool_calls':[{'index':0,'id':'c',"
                                                    + "'function':{'name':'f','arguments':'" + arguments
                                                    + "'}}]},'finish_reason':'tool_calls'}]}")
                                    + "data: [DONE]\n\n";
                        case RESPONSES ->
                            event(
                                            "response.output_text.delta",
                                            "'output_index':0,'content_index':0,'delta':'" + first + "'")
                                    + event(
                                            "response.output_text.delta",
                                            "'output_index':0,'content_index':0,'delta':'" + second + "'")
                                    + event(
                                            "response.function_call_arguments.delta",
                                            "'output_index':1,'delta':'" + arguments + "'")
                                    + event("response.completed", "'response':" + whole(api, text, arguments));
                        case MESSAGES ->
                            event("message_start", "'message':{'id':'r','model':'m','role':'assistant','content':[]}")
                                    + event(
                                            "content_block_start",
                                            "'index':0,'content_block':{'type':'text','text':''}")
                                    + event(
                                            "content_block_delta",
                                            "'index':0,'delta':{'type':'text_delta','text':'" + first + "'}")
                                    + event(
                                            "content_block_delta",
                                            "'index':0,'delta':{'type':'text_delta','text':'" + second + "'}")
                                    + event("content_block_stop", "'index':0")
                                    + event(
                                            "content_block_start",
                                            "'index':1,'content_block':{'type':'tool_use','id':'t','name':'f','input':{}}")
                                    + event(
                                            "content_block_delta",
                                            "'index':1,'delta':{'type':'input_json_delta','partial_json':'" + arguments
                                                    + "'}")
                                    + event("content_block_stop", "'index':1")
                                    + event(
                                            "message_delta",
                                            "'delta':{'stop_reason':'tool_use'},'usage':{'output_tokens':1}")
                                    + event("message_stop", "'x':0");
                    });
        }
        return bytes(whole(api, text, arguments));
    }

    private static String whole(Api api, String text, String arguments) {
        return switch (api) {
            case CHAT ->
                "{'id':'r','model':'m','choices':[{'index':0,'finish_reason':'tool_calls','message':{'role':'assistant','content':'"
                        + text + "','tool_calls':[{'id':'c','type':'function','function':{'name':'f','arguments':'"
                        + arguments
                        + "'}}]}}]}";
            case RESPONSES ->
                "{'id':'r','model':'m','status':'completed','output':[{'type':'message','role':'assistant','content':[{'type':"
                        + "'output_text','text':'" + text
                        + "'}]},{'type':'function_call','call_id':'c','name':'f','arguments':'"
                        + arguments + "'}]}";
            case MESSAGES ->
                "{'id':'r','type':'message','model':'m','role':'assistant','stop_reason':'tool_use','content':[{'type':'text','text':'"
                        + text + "'},{'type':'tool_use','id':'t','name':'f','input':" + arguments.replace("\\\"", "'")
                        + "}]}";
        };
    }

    /// An error response; its words are named `response.error` and `response.errorParameter`.
    public byte[] error(Api api) {
        String error = "'message':'" + out("error") + "','param':'" + out("errorParameter") + "'";
        return bytes(
                api == Api.MESSAGES
                        ? "{'type':'error','error':{'type':'invalid_request_error'," + error + "}}"
                        : "{'error':{'type':'invalid_request_error'," + error + "}}");
    }

    public static byte[] gzip(byte[] plain) {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new IllegalStateException("memory cannot fail to be written", e);
        }
        return out.toByteArray();
    }

    /// Every word in every file below a directory, names of files included.
    public List<Found> search(Path root) throws IOException {
        List<Found> all = new ArrayList<>();
        for (Path path : LiveFiles.entries(root).keySet()) {
            forms(root.relativize(path).toString().getBytes(StandardCharsets.UTF_8))
                    .forEach((field, forms) -> forms.forEach(form -> all.add(new Found(field, path, "name>" + form))));
        }
        LiveFiles.read(
                root,
                (file, bytes) -> forms(bytes)
                        .forEach((field, forms) -> forms.forEach(form -> all.add(new Found(field, file, form)))));
        return all;
    }

    /// In which forms each word stands in these bytes, by field.
    public Map<String, Set<String>> forms(byte[] bytes) {
        Map<String, Set<String>> found = new TreeMap<>();
        look(bytes, "", LAYERS, found);
        return found;
    }

    private void look(byte[] bytes, String around, int layers, Map<String, Set<String>> found) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        spot(text, BEGIN, word -> word, around + "plain", found);
        spot(text, hex(BEGIN), Canaries::unhexed, around + "hex", found);
        spot(text, hex(BEGIN).toUpperCase(Locale.ROOT), Canaries::unhexed, around + "hex", found);
        if (layers == 0) {
            return;
        }
        inflated(bytes, new byte[] {(byte) 0x1F, (byte) 0x8B, 8}, GZIPInputStream::new)
                .forEach(inner -> look(inner, around + "gzip>", layers - 1, found));
        inflated(bytes, new byte[] {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD}, ZstdInputStream::new)
                .forEach(inner -> look(inner, around + "zstd>", layers - 1, found));
        base64Runs(bytes).forEach(inner -> look(inner, around + "base64>", layers - 1, found));
        if (text.contains("\\u")) {
            look(unescaped(text).getBytes(StandardCharsets.ISO_8859_1), around + "escaped>", layers - 1, found);
        }
    }

    /// Words behind their common beginning, so that one pass looks for all of them.
    private void spot(
            String text, String begin, UnaryOperator<String> read, String form, Map<String, Set<String>> found) {
        int length = begin.length() * LENGTH / BEGIN.length();
        for (int at = text.indexOf(begin); at >= 0; at = text.indexOf(begin, at + 1)) {
            String field =
                    at + length <= text.length() ? fields.get(read.apply(text.substring(at, at + length))) : null;
            if (field != null) {
                found.computeIfAbsent(field, name -> new LinkedHashSet<>()).add(form);
            }
        }
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String unhexed(String hex) {
        for (int i = 0; i < hex.length(); i++) {
            if (!HexFormat.isHexDigit(hex.charAt(i))) {
                return "";
            }
        }
        return new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);
    }

    private interface Opening {
        InputStream open(InputStream in) throws IOException;
    }

    /// What is behind each sign of a compressed text, as far as it can be read.
    private static List<byte[]> inflated(byte[] bytes, byte[] sign, Opening opening) {
        List<byte[]> all = new ArrayList<>();
        for (int i = 0; i + sign.length <= bytes.length && all.size() < MOST_TRIES; i++) {
            if (!java.util.Arrays.equals(bytes, i, i + sign.length, sign, 0, sign.length)) {
                continue;
            }
            var out = new ByteArrayOutputStream();
            try (InputStream in = opening.open(new ByteArrayInputStream(bytes, i, bytes.length - i))) {
                byte[] buffer = new byte[8192];
                for (int n = in.read(buffer); n > 0 && out.size() < MOST_BYTES; n = in.read(buffer)) {
                    out.write(buffer, 0, n);
                }
            } catch (IOException endOfWhatCanBeRead) {
                // What came before it is looked at all the same.
            }
            if (out.size() > 0) {
                all.add(out.toByteArray());
            }
        }
        return all;
    }

    /// What the runs of base64's characters stand for, of either alphabet, at each of the four places where one
    /// may begin.
    private static List<byte[]> base64Runs(byte[] bytes) {
        List<byte[]> all = new ArrayList<>();
        int from = 0;
        for (int i = 0; i <= bytes.length; i++) {
            if (i < bytes.length && isBase64(bytes[i])) {
                continue;
            }
            for (int shift = 0; shift < 4 && i - from - shift >= LEAST_RUN; shift++) {
                int length = (i - from - shift) / 4 * 4 + ((i - from - shift) % 4 == 1 ? 0 : (i - from - shift) % 4);
                String run = new String(bytes, from + shift, length, StandardCharsets.ISO_8859_1)
                        .replace('-', '+')
                        .replace('_', '/');
                all.add(Base64.getDecoder().decode(run));
            }
            from = i + 1;
        }
        return all;
    }

    private static boolean isBase64(byte b) {
        return (b >= 'a' && b <= 'z')
                || (b >= 'A' && b <= 'Z')
                || (b >= '0' && b <= '9')
                || b == '+'
                || b == '/'
                || b == '-'
                || b == '_';
    }

    private static String unescaped(String text) {
        var out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            boolean isEscape = text.startsWith("\\u", i) && i + 6 <= text.length() && isHex(text, i + 2);
            if (isEscape) {
                out.append((char) Integer.parseInt(text, i + 2, i + 6, 16));
                i += 5;
            } else {
                out.append(text.charAt(i));
            }
        }
        return out.toString();
    }

    private static boolean isHex(String text, int from) {
        for (int i = from; i < from + 4; i++) {
            if (!HexFormat.isHexDigit(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private String in(String field) {
        return word("request." + field);
    }

    private String out(String field) {
        return word("response." + field);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String data(String json) {
        return "data: " + json + "\n\n";
    }

    private static String event(String type, String members) {
        return "event: " + type + "\n" + data("{'type':'" + type + "'," + members + "}");
    }

    private static byte[] bytes(String body) {
        return body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}
