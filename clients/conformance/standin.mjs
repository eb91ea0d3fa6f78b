// A stand-in for OpenAI, Azure OpenAI, Anthropic, Gemini and Bedrock: what these answer to the requests that
// conformance.mjs makes, in their published shapes, the same to everybody who asks the same. Prints `listening`.
//
//   node standin.mjs PORT
import http from "node:http";
import { crc32 } from "node:zlib";
import { WebSocketServer } from "ws";

const usage = { prompt_tokens: 11, completion_tokens: 7, total_tokens: 18 };
const TEXT = "Grüße, 世界 🌍";
const pieces = [...TEXT.matchAll(/.{1,4}/gu)].map((piece) => piece[0]);

const json = (body, headers = {}, status = 200) => ({
  status,
  headers: { "content-type": "application/json", ...headers },
  chunks: [JSON.stringify(body)],
});
const binary = (type, bytes) => ({ status: 200, headers: { "content-type": type }, chunks: [bytes] });
const events = (list, headers = {}) => ({
  status: 200,
  headers: { "content-type": "text/event-stream", ...headers },
  chunks: list.map(({ name, data }) => (name ? `event: ${name}\n` : "") + `data: ${data}\n\n`),
});

// OpenAI

const chatId = { id: "chatcmpl-1", created: 1764500000, model: "gpt-standin-2026" };
const toolCall = { id: "call_1", type: "function", function: { name: "weather", arguments: '{"city":"Zürich"}' } };

function chat(body) {
  const message = body.tools
    ? { role: "assistant", content: null, refusal: null, tool_calls: [toolCall] }
    : { role: "assistant", content: TEXT, refusal: null };
  const finish = body.tools ? "tool_calls" : "stop";
  if (!body.stream) {
    return json({
      ...chatId,
      object: "chat.completion",
      choices: [{ index: 0, message, logprobs: null, finish_reason: finish }],
      usage,
    });
  }
  const chunk = (delta, reason = null) => ({
    data: JSON.stringify({
      ...chatId,
      object: "chat.completion.chunk",
      choices: [{ index: 0, delta, finish_reason: reason }],
    }),
  });
  const deltas = body.tools
    ? [
        chunk({ role: "assistant", content: null, tool_calls: [{ index: 0, ...toolCall, function: { name: "weather", arguments: "" } }] }),
        ...['{"city":', '"Zürich"}'].map((part) => chunk({ tool_calls: [{ index: 0, function: { arguments: part } }] })),
      ]
    : pieces.map((piece, i) => chunk(i === 0 ? { role: "assistant", content: piece } : { content: piece }));
  const counted = body.stream_options?.include_usage
    ? [{ data: JSON.stringify({ ...chatId, object: "chat.completion.chunk", choices: [], usage }) }]
    : [];
  return events([...deltas, chunk({}, finish), ...counted, { data: "[DONE]" }]);
}

function responses(body) {
  const item = {
    id: "msg_1",
    type: "message",
    status: "completed",
    role: "assistant",
    content: [{ type: "output_text", text: TEXT, annotations: [] }],
  };
  const response = {
    id: "resp_1",
    object: "response",
    created_at: 1764500000,
    status: "completed",
    error: null,
    incomplete_details: null,
    instructions: null,
    model: "gpt-standin-2026",
    output: [item],
    parallel_tool_calls: true,
    tools: [],
    tool_choice: "auto",
    usage: {
      input_tokens: 11,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: 7,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: 18,
    },
  };
  if (!body.stream) {
    return json(response);
  }
  const begun = { ...response, status: "in_progress", output: [], usage: null };
  const place = { output_index: 0, content_index: 0, item_id: "msg_1" };
  const part = { type: "output_text", text: "", annotations: [] };
  return events(
    [
      { type: "response.created", response: begun },
      { type: "response.output_item.added", output_index: 0, item: { ...item, status: "in_progress", content: [] } },
      { type: "response.content_part.added", ...place, part },
      ...pieces.map((delta) => ({ type: "response.output_text.delta", ...place, delta, logprobs: [] })),
      { type: "response.output_text.done", ...place, text: TEXT, logprobs: [] },
      { type: "response.content_part.done", ...place, part: item.content[0] },
      { type: "response.output_item.done", output_index: 0, item },
      { type: "response.completed", response },
    ].map((event, i) => ({ name: event.type, data: JSON.stringify({ ...event, sequence_number: i }) })),
  );
}

function embeddings(body) {
  const inputs = Array.isArray(body.input) ? body.input : [body.input];
  const vector = [0.5, -0.25, 0.125];
  const embedding =
    body.encoding_format === "base64" ? Buffer.from(new Float32Array(vector).buffer).toString("base64") : vector;
  return json({
    object: "list",
    model: "embed-standin",
    data: inputs.map((_, index) => ({ object: "embedding", index, embedding })),
    usage: { prompt_tokens: 5, total_tokens: 5 },
  });
}

const file = { id: "file-1", object: "file", bytes: 12, created_at: 1764500000, filename: "a.jsonl", purpose: "batch", status: "processed" };
const batch = {
  id: "batch_1",
  object: "batch",
  endpoint: "/v1/chat/completions",
  input_file_id: "file-1",
  completion_window: "24h",
  status: "validating",
  created_at: 1764500000,
};

function openai(method, path, body, headers) {
  if (body.model === "busy") {
    return json(
      { error: { message: "Rate limit reached", type: "requests", param: null, code: "rate_limit_exceeded" } },
      { "retry-after": "7", "x-ratelimit-remaining-requests": "0", "x-request-id": "req_1" },
      429,
    );
  }
  switch (`${method} ${path.replace(/^.*\/(v1|openai\/deployments\/[^/]+)\//, "/")}`) {
    case "POST /chat/completions":
      return chat(body);
    case "POST /responses":
      return responses(body);
    case "POST /embeddings":
      return embeddings(body);
    case "POST /moderations":
      return json({ id: "modr-1", model: "omni-moderation", results: [{ flagged: false, categories: {}, category_scores: {} }] });
    case "POST /images/generations":
      return json({
        created: 1764500000,
        data: [{ b64_json: Buffer.from("a picture").toString("base64") }],
        usage: { input_tokens: 9, output_tokens: 272, total_tokens: 281, input_tokens_details: { text_tokens: 9, image_tokens: 0 } },
      });
    case "POST /audio/speech":
      return binary("audio/mpeg", Buffer.from([0xff, 0xfb, 0, 1, 2, 3, 0, 255, 13, 10]));
    case "POST /audio/transcriptions":
      return json({ text: TEXT, usage: { type: "tokens", input_tokens: 14, output_tokens: 4, total_tokens: 18 } });
    case "POST /files":
      return json(file);
    case "POST /batches":
      return json(batch);
    case "GET /batches/batch_1":
      return json({ ...batch, status: "completed", output_file_id: "file-2" });
    case "GET /models":
      return json({ object: "list", data: [{ id: "gpt-standin", object: "model", created: 1764500000, owned_by: "standin" }] });
  }
  return undefined;
}

function azure(method, path, body) {
  if (path.endsWith("/chat/completions") && body.stream) {
    const filters = { prompt_filter_results: [{ prompt_index: 0, content_filter_results: { hate: { filtered: false, severity: "safe" } } }] };
    const answer = chat(body);
    answer.chunks.unshift(`data: ${JSON.stringify({ id: "", created: 0, model: "", object: "", choices: [], ...filters })}\n\n`);
    return answer;
  }
  return openai(method, path, body);
}

// Anthropic

const claude = { input_tokens: 9, cache_creation_input_tokens: 3, cache_read_input_tokens: 5, output_tokens: 7 };

function messages(body) {
  const use = { type: "tool_use", id: "toolu_1", name: "weather", input: { city: "Zürich" } };
  const content = body.tools ? [use] : [{ type: "text", text: TEXT, citations: null }];
  const message = {
    id: "msg_1",
    type: "message",
    role: "assistant",
    model: "claude-standin-2026",
    content,
    stop_reason: body.tools ? "tool_use" : "end_turn",
    stop_sequence: null,
    usage: claude,
  };
  const headers = { "request-id": "req_1", "anthropic-ratelimit-requests-remaining": "41" };
  if (!body.stream) {
    return json(message, headers);
  }
  const block = body.tools ? { ...use, input: {} } : { type: "text", text: "", citations: null };
  const deltas = body.tools
    ? ['{"city": ', '"Zürich"}'].map((partial_json) => ({ type: "input_json_delta", partial_json }))
    : pieces.map((text) => ({ type: "text_delta", text }));
  return events(
    [
      { type: "message_start", message: { ...message, content: [], stop_reason: null, usage: { ...claude, output_tokens: 1 } } },
      { type: "content_block_start", index: 0, content_block: block },
      { type: "ping" },
      ...deltas.map((delta) => ({ type: "content_block_delta", index: 0, delta })),
      { type: "content_block_stop", index: 0 },
      { type: "message_delta", delta: { stop_reason: message.stop_reason, stop_sequence: null }, usage: { output_tokens: 7 } },
      { type: "message_stop" },
    ].map((event) => ({ name: event.type, data: JSON.stringify(event) })),
    headers,
  );
}

function anthropic(method, path, body) {
  if (body.model === "busy") {
    return json({ type: "error", error: { type: "overloaded_error", message: "Overloaded" }, request_id: "req_1" }, { "request-id": "req_1" }, 529);
  }
  switch (`${method} ${path}`) {
    case "POST /v1/messages":
      return messages(body);
    case "POST /v1/messages/count_tokens":
      return json({ input_tokens: 12 });
    case "POST /v1/messages/batches":
      return json({
        id: "msgbatch_1",
        type: "message_batch",
        processing_status: "in_progress",
        request_counts: { processing: 1, succeeded: 0, errored: 0, canceled: 0, expired: 0 },
        created_at: "2026-11-30T00:00:00Z",
        expires_at: "2026-12-01T00:00:00Z",
      });
    case "GET /v1/models":
      return json({ data: [{ type: "model", id: "claude-standin", display_name: "Stand-in", created_at: "2026-01-01T00:00:00Z" }], has_more: false, first_id: "claude-standin", last_id: "claude-standin" });
  }
  return undefined;
}

// Gemini

const gemini = (text, finished) => ({
  candidates: [{ content: { role: "model", parts: [{ text }] }, index: 0, ...(finished && { finishReason: "STOP" }) }],
  usageMetadata: { promptTokenCount: 11, candidatesTokenCount: finished ? 7 : 2, totalTokenCount: finished ? 18 : 13 },
  modelVersion: "gemini-standin-2026",
  responseId: "resp-1",
});

function google(method, path, body, headers) {
  if (`${method} ${path}` === "POST /upload/v1beta/files") {
    return upload(headers);
  }
  switch (`${method} ${path.replace(/^\/v1(beta)?\/models\/[^:]*/, "")}`) {
    case "POST :generateContent":
      return json(gemini(TEXT, true));
    case "POST :streamGenerateContent":
      return events(pieces.map((piece, i) => ({ data: JSON.stringify(gemini(piece, i === pieces.length - 1)) })));
    case "POST :batchEmbedContents":
      return json({ embeddings: [{ values: [0.5, -0.25] }] });
    case "POST :embedContent":
      return json({ embedding: { values: [0.5, -0.25] } });
    case "POST :countTokens":
      return json({ totalTokens: 12 });
    case "POST :batchGenerateContent":
      return json({ name: "batches/b-1", metadata: { state: "BATCH_STATE_PENDING" } });
    case "GET /v1beta/batches/b-1": {
      const output = { inlinedResponses: { inlinedResponses: [{ response: gemini(TEXT, true) }] } };
      return json({ name: "batches/b-1", metadata: { state: "BATCH_STATE_SUCCEEDED", output }, done: true, response: output });
    }
  }
  return undefined;
}

/// A resumable upload: its start is answered with the URL that takes the content, piece by piece.
function upload(headers) {
  const command = headers["x-goog-upload-command"];
  if (command === "start") {
    const url = `http://${headers.host}/google/upload/v1beta/files?upload_id=AbC-123_x&upload_protocol=resumable`;
    return json({}, { "x-goog-upload-status": "active", "x-goog-upload-url": url });
  }
  return command.includes("finalize")
    ? json(
        { file: { name: "files/f-1", mimeType: "text/plain", sizeBytes: "8388618", state: "ACTIVE" } },
        { "x-goog-upload-status": "final" },
      )
    : json({}, { "x-goog-upload-status": "active" });
}

// Bedrock

/// A message of Amazon's event stream: prelude, headers, payload, each part with its CRC-32.
function message(headers, payload) {
  const parts = Object.entries(headers).map(([name, value]) => {
    const head = Buffer.concat([Buffer.from([name.length]), Buffer.from(name), Buffer.from([7, 0, 0]), Buffer.from(value)]);
    head.writeUInt16BE(Buffer.byteLength(value), 2 + name.length);
    return head;
  });
  const head = Buffer.concat(parts);
  const body = Buffer.from(JSON.stringify(payload));
  const prelude = Buffer.alloc(12);
  prelude.writeUInt32BE(16 + head.length + body.length, 0);
  prelude.writeUInt32BE(head.length, 4);
  prelude.writeUInt32BE(crc32(prelude.subarray(0, 8)), 8);
  const whole = Buffer.concat([prelude, head, body, Buffer.alloc(4)]);
  whole.writeUInt32BE(crc32(whole.subarray(0, -4)), whole.length - 4);
  return whole;
}

const stream = (list) => ({
  status: 200,
  headers: { "content-type": "application/vnd.amazon.eventstream" },
  chunks: list.map(([type, payload]) =>
    message({ ":event-type": type, ":content-type": "application/json", ":message-type": "event" }, payload),
  ),
});

function bedrock(method, path) {
  const counted = { inputTokens: 11, outputTokens: 7, totalTokens: 18 };
  switch (`${method} ${path.replace(/^\/model\/[^/]*/, "")}`) {
    case "POST /converse":
      return json({
        output: { message: { role: "assistant", content: [{ text: TEXT }] } },
        stopReason: "end_turn",
        usage: counted,
        metrics: { latencyMs: 12 },
      });
    case "POST /converse-stream":
      return stream([
        ["messageStart", { role: "assistant" }],
        ...pieces.map((text) => ["contentBlockDelta", { contentBlockIndex: 0, delta: { text } }]),
        ["contentBlockStop", { contentBlockIndex: 0 }],
        ["messageStop", { stopReason: "end_turn" }],
        ["metadata", { usage: counted, metrics: { latencyMs: 12 } }],
      ]);
    case "POST /invoke":
      return { ...messages({}), headers: { "content-type": "application/json", "x-amzn-bedrock-input-token-count": "17" } };
    case "POST /invoke-with-response-stream":
      return stream(
        messages({ stream: true }).chunks.map((chunk) => {
          const event = JSON.parse(/data: (.*)\n/.exec(chunk)[1]);
          if (event.type === "message_stop") {
            event["amazon-bedrock-invocationMetrics"] = { inputTokenCount: 17, outputTokenCount: 7, invocationLatency: 12, firstByteLatency: 5 };
          }
          return ["chunk", { bytes: Buffer.from(JSON.stringify(event)).toString("base64") }];
        }),
      );
  }
  return undefined;
}

const providers = { openai, azure, anthropic, google, bedrock };

const server = http.createServer((request, response) => {
  const parts = [];
  request.on("data", (part) => parts.push(part));
  request.on("end", () => {
    const { pathname } = new URL(request.url, "http://standin");
    const [, provider, rest] = /^\/([a-z]+)(\/.*)$/.exec(decodeURIComponent(pathname)) ?? [];
    const type = request.headers["content-type"] ?? "";
    const sent = Buffer.concat(parts);
    const isPiece = `${request.headers["x-goog-upload-command"]}`.startsWith("upload"); // which the SDK declares as JSON
    const body = type.includes("json") && sent.length > 0 && !isPiece ? JSON.parse(sent) : {};
    const answer = providers[provider]?.(request.method, rest, body, request.headers) ??
      json({ error: { message: `the stand-in does not know ${request.method} ${pathname}` } }, {}, 404);
    response.writeHead(answer.status, answer.headers);
    // A stream is cut where no event ends, too.
    const all = Buffer.concat(answer.chunks.map((chunk) => Buffer.from(chunk)));
    const step = answer.chunks.length > 1 ? Math.ceil(all.length / 9) : all.length;
    let at = 0;
    const next = () => {
      if (at >= all.length) {
        response.end();
        return;
      }
      response.write(all.subarray(at, at + step), () => setImmediate(next));
      at += step;
    };
    next();
  });
});
// WebSockets: two turns of each API, the second one of Google's for a recording.

function realtime(socket) {
  let number = 0;
  const say = (event) => socket.send(JSON.stringify({ event_id: "event_1", ...event }));
  say({ type: "session.created", session: { type: "realtime", model: "gpt-realtime-standin", audio: { input: { turn_detection: null } } } });
  socket.on("message", (data) => {
    const event = JSON.parse(data);
    if (event.type === "session.update") {
      say({ type: "session.updated", session: { ...event.session, audio: { input: { turn_detection: null } } } });
    } else if (event.type === "conversation.item.create") {
      say({ type: "conversation.item.added", item: { id: "item_1", ...event.item } });
    } else if (event.type === "response.create") {
      const id = `resp_${++number}`;
      const response = { id, object: "realtime.response", status: "in_progress", output: [], usage: null };
      say({ type: "response.created", response });
      pieces.forEach((delta) => say({ type: "response.output_text.delta", response_id: id, item_id: "item_2", output_index: 0, content_index: 0, delta }));
      say({ type: "response.done", response: { ...response, status: "completed", usage: { total_tokens: 18, input_tokens: 11, output_tokens: 7 } } });
    }
  });
}

function responsesSocket(socket) {
  let number = 0;
  socket.on("message", (data) => {
    const id = `resp_${++number}`;
    for (const chunk of responses({ ...JSON.parse(data), stream: true }).chunks) {
      const event = /data: (\{.*)\n/.exec(chunk)?.[1];
      if (event) {
        socket.send(event.replaceAll("resp_1", id));
      }
    }
  });
}

function live(socket) {
  const say = (message) => socket.send(Buffer.from(JSON.stringify(message)));
  socket.on("message", (data) => {
    const message = JSON.parse(data);
    if (message.setup) {
      say({ setupComplete: {} });
    } else if (message.clientContent?.turnComplete || message.realtimeInput) {
      pieces.forEach((text) => say({ serverContent: { modelTurn: { parts: [{ text }] } } }));
      say({ serverContent: { generationComplete: true } });
      say({ serverContent: { turnComplete: true }, usageMetadata: { promptTokenCount: 11, responseTokenCount: 7, totalTokenCount: 18 } });
    }
  });
}

const sockets = new WebSocketServer({ noServer: true });
server.on("upgrade", (request, socket, head) => {
  const { pathname } = new URL(request.url, "http://standin");
  const serve = pathname.endsWith("/realtime") ? realtime : pathname.endsWith("/responses") ? responsesSocket : live;
  sockets.handleUpgrade(request, socket, head, serve);
});
server.listen(Number(process.argv[2]), "127.0.0.1", () => console.log("listening"));
