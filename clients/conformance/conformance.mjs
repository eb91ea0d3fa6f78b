// The official SDKs ask a stand-in provider directly and through the gateway, and have to see the same. Prints a line for
// each; for those through the gateway the call ids that it answered with are written to CALLS, one JSON object a line.
//
//   STANDIN=http://… GATEWAY=http://… GATEWAY_KEY=cg_… CALLS=FILE node conformance.mjs
import { appendFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import OpenAI, { AzureOpenAI, toFile } from "openai";
import Anthropic from "@anthropic-ai/sdk";
import { GoogleGenAI } from "@google/genai";
import {
  BedrockRuntimeClient,
  ConverseCommand,
  ConverseStreamCommand,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
} from "@aws-sdk/client-bedrock-runtime";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { createOpenAI } from "@ai-sdk/openai";
import { embed, generateText, streamText } from "ai";
import { ChatOpenAI } from "@langchain/openai";

// A batch's only request.
const LINE = `${JSON.stringify({
  custom_id: "a",
  method: "POST",
  url: "/v1/chat/completions",
  body: { model: "gpt-standin", messages: [{ role: "user", content: "Hello" }] },
})}\n`;

const { STANDIN, GATEWAY, GATEWAY_KEY, CALLS } = process.env;

// Every SDK but Amazon's asks by fetch; of what the gateway answers only its call id is of interest here.
let calls = [];
let isKeyless = false;
const plainFetch = globalThis.fetch;
globalThis.fetch = async (url, init) => {
  const headers = new Headers(init?.headers);
  if (isKeyless && `${url}`.includes("upload_id=")) {
    headers.delete("x-goog-api-key");
  }
  const response = await plainFetch(url, { ...init, headers });
  calls.push(response.headers.get("chirograph-call-id"));
  return response;
};

const question = [{ role: "user", content: "Greet the world." }];
const schema = { type: "object", properties: { city: { type: "string" } }, required: ["city"] };

async function collected(stream) {
  const all = [];
  for await (const event of stream) {
    all.push(event);
  }
  return all;
}

/// What an SDK makes of an error, as far as a program can act on it.
async function failure(call) {
  try {
    await call();
  } catch (e) {
    const header = (name) => e.headers?.get?.(name) ?? null;
    return { kind: e.constructor.name, status: e.status, message: e.message, retryAfter: header("retry-after"), type: e.type ?? null };
  }
  throw new Error("no error came");
}

function openai(base, key) {
  const client = new OpenAI({ baseURL: `${base}/openai/v1`, apiKey: key, maxRetries: 0 });
  const tools = [{ type: "function", function: { name: "weather", parameters: schema } }];
  const model = "gpt-standin";
  return {
    "chat": () => client.chat.completions.create({ model, messages: question }),
    "chat, a stream": async () =>
      collected(await client.chat.completions.create({ model, messages: question, stream: true, stream_options: { include_usage: true } })),
    "chat, a tool call": () => client.chat.completions.create({ model, messages: question, tools }),
    "chat, a tool call in a stream": async () => {
      const runner = client.chat.completions.stream({ model, messages: question, tools });
      return runner.finalChatCompletion();
    },
    "responses": () => client.responses.create({ model, input: "Greet the world." }),
    "responses, a stream": async () => collected(await client.responses.create({ model, input: "Greet.", stream: true })),
    "embeddings": () => client.embeddings.create({ model: "embed-standin", input: ["a", "b"] }),
    "moderations": () => client.moderations.create({ input: "a" }),
    "images": () => client.images.generate({ model: "image-standin", prompt: "a picture" }),
    "speech": async () => [...new Uint8Array(await (await client.audio.speech.create({ model: "tts", voice: "alloy", input: "a" })).arrayBuffer())],
    "transcription": async () =>
      client.audio.transcriptions.create({ model: "stt", file: await toFile(Buffer.from([0, 1, 2, 255]), "a.wav") }),
    "a file": async () => client.files.create({ purpose: "batch", file: await toFile(Buffer.from(LINE), "a.jsonl") }),
    "a batch": async () => {
      const made = await client.batches.create({ input_file_id: "file-1", endpoint: "/v1/chat/completions", completion_window: "24h" });
      return [made, await client.batches.retrieve(made.id)];
    },
    "models": async () => (await client.models.list()).data,
    "an error": () => failure(() => client.chat.completions.create({ model: "busy", messages: question })),
  };
}

function azure(base, key) {
  const client = new AzureOpenAI({ endpoint: `${base}/azure`, apiKey: key, apiVersion: "2026-10-21", deployment: "mine", maxRetries: 0 });
  return {
    "chat": () => client.chat.completions.create({ model: "", messages: question }),
    "chat, a stream with filter results first": async () =>
      collected(await client.chat.completions.create({ model: "", messages: question, stream: true })),
  };
}

function anthropic(base, key) {
  const client = new Anthropic({ baseURL: `${base}/anthropic`, apiKey: key, maxRetries: 0 });
  const asked = { model: "claude-standin", max_tokens: 64, messages: question };
  const tools = [{ name: "weather", input_schema: schema }];
  return {
    "messages": () => client.messages.create(asked),
    "messages, a stream": async () => collected(await client.messages.create({ ...asked, stream: true })),
    "messages, a tool call in a stream": () => client.messages.stream({ ...asked, tools }).finalMessage(),
    "count_tokens": () => client.messages.countTokens({ model: "claude-standin", messages: question }),
    "a batch": () => client.messages.batches.create({ requests: [{ custom_id: "a", params: asked }] }),
    "models": async () => (await client.models.list()).data,
    "an error": () => failure(() => client.messages.create({ ...asked, model: "busy" })),
  };
}

async function uploaded(client) {
  const file = new Blob([Buffer.alloc((8 << 20) + 10, "a")], { type: "text/plain" });
  const { name, mimeType, sizeBytes, state } = await client.files.upload({ file, config: { mimeType: "text/plain" } });
  return { name, mimeType, sizeBytes, state };
}

function google(base, key) {
  const client = new GoogleGenAI({ apiKey: key, httpOptions: { baseUrl: `${base}/google` } });
  const asked = { model: "gemini-standin", contents: "Greet the world." };
  const seen = ({ candidates, usageMetadata, modelVersion, text }) => ({ candidates, usageMetadata, modelVersion, text });
  return {
    "generateContent": async () => seen(await client.models.generateContent(asked)),
    "generateContentStream": async () => (await collected(await client.models.generateContentStream(asked))).map(seen),
    "embedContent": async () => (await client.models.embedContent(asked)).embeddings,
    "countTokens": async () => (await client.models.countTokens(asked)).totalTokens,
    "a batch": async () => {
      const made = await client.batches.create({ model: "gemini-standin", src: [{ contents: [{ role: "user", parts: [{ text: "Hello" }] }] }] });
      const { name, state, dest } = await client.batches.get({ name: made.name });
      return { name, state, answer: dest.inlinedResponses[0].response.candidates };
    },
    "a file in two pieces": () => uploaded(client),
    "a file in two pieces, as SDKs send it that send no key with the content": async () => {
      isKeyless = true;
      try {
        return await uploaded(client);
      } finally {
        isKeyless = false;
      }
    },
  };
}

function bedrock(base, key) {
  const client = new BedrockRuntimeClient({
    region: "eu-central-1",
    endpoint: `${base}/bedrock`,
    token: { token: key },
    authSchemePreference: ["httpBearerAuth"],
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler(), // by itself this client speaks HTTP/2, which the gateway does not
  });
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      calls.push(result.response.headers["chirograph-call-id"]);
      return result;
    },
    { step: "deserialize", priority: "low", name: "callId" },
  );
  const asked = { modelId: "anthropic.claude-standin-v1:0", messages: [{ role: "user", content: [{ text: "Greet." }] }] };
  const invoked = { modelId: asked.modelId, contentType: "application/json", body: JSON.stringify({ messages: question, max_tokens: 64, anthropic_version: "bedrock-2023-05-31" }) };
  const plain = ({ $metadata, ...rest }) => rest;
  return {
    "converse": async () => plain(await client.send(new ConverseCommand(asked))),
    "converse, a stream": async () => collected((await client.send(new ConverseStreamCommand(asked))).stream),
    "invoke": async () => Buffer.from((await client.send(new InvokeModelCommand(invoked))).body).toString(),
    "invoke, a stream": async () =>
      (await collected((await client.send(new InvokeModelWithResponseStreamCommand(invoked))).body)).map((event) =>
        Buffer.from(event.chunk.bytes).toString(),
      ),
  };
}

function vercel(base, key) {
  const provider = createOpenAI({ baseURL: `${base}/openai/v1`, apiKey: key });
  const prompt = "Greet the world.";
  const model = provider.chat("gpt-standin");
  return {
    "generateText": async () => {
      const { text, finishReason, usage } = await generateText({ model, prompt, maxRetries: 0 });
      return { text, finishReason, usage };
    },
    "generateText, responses": async () => (await generateText({ model: provider.responses("gpt-standin"), prompt, maxRetries: 0 })).text,
    "streamText": async () => {
      const result = streamText({ model, prompt, maxRetries: 0 });
      return { pieces: await collected(result.textStream), usage: await result.usage };
    },
    "embed": async () => (await embed({ model: provider.embedding("embed-standin"), value: "a", maxRetries: 0 })).embedding,
  };
}

function langchain(base, key) {
  const model = new ChatOpenAI({ model: "gpt-standin", apiKey: key, maxRetries: 0, configuration: { baseURL: `${base}/openai/v1` } });
  const seen = ({ content, usage_metadata, response_metadata }) => ({ content, usage_metadata, response_metadata });
  return {
    "invoke": async () => seen(await model.invoke("Greet the world.")),
    "stream": async () => (await collected(await model.stream("Greet the world."))).map(seen),
  };
}

const sdks = { openai, azure, anthropic, google, bedrock, "ai": vercel, "@langchain/openai": langchain };
let differ = 0;
for (const [sdk, operations] of Object.entries(sdks)) {
  const direct = operations(STANDIN, "a-key-of-the-provider");
  const audited = operations(GATEWAY, GATEWAY_KEY);
  for (const name of Object.keys(direct)) {
    const outcome = async (run) => {
      calls = [];
      try {
        // As JSON: objects of an SDK hold their client and their response, which do differ.
        return { value: JSON.parse(JSON.stringify(await run())) };
      } catch (e) {
        return { failed: `${e}` };
      }
    };
    const expected = await outcome(direct[name]);
    const got = await outcome(audited[name]);
    const ids = calls.filter((id) => id);
    const same = !expected.failed && isDeepStrictEqual(got, expected) && ids.length === calls.length && ids.length > 0;
    console.log(`${same ? "same" : "DIFFERS"}  ${sdk}: ${name}`);
    if (!same) {
      differ++;
      console.log(`  directly ${JSON.stringify(expected).slice(0, 2000)}\n  through  ${JSON.stringify(got).slice(0, 2000)}`);
    }
    appendFileSync(CALLS, ids.map((id) => `${JSON.stringify({ sdk, name, id })}\n`).join(""));
  }
}
process.exitCode = differ ? 1 : 0;
