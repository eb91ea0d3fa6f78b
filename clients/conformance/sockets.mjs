// The official SDKs' WebSockets, directly and through the gateway: a program has to see the same events, and the trail has to say of
// each socket and of each of its turns how it ended and what it took.
//
//   STANDIN=http://… GATEWAY=http://… GATEWAY_KEY=… AUDITOR_TOKEN=… node sockets.mjs
import net from "node:net";
import { isDeepStrictEqual } from "node:util";
import { setTimeout as pause } from "node:timers/promises";
import { GoogleGenAI, Modality } from "@google/genai";
import OpenAI from "openai";
import { OpenAIRealtimeWS } from "openai/realtime/ws";
import { ResponsesWS } from "openai/resources/responses/ws";

const { STANDIN, GATEWAY, GATEWAY_KEY, AUDITOR_TOKEN } = process.env;

// OpenAI's SDK says wss whatever the base URL says; here neither side has TLS.
const createConnection = ({ port, host }) => net.connect(port, host);
const begun = Date.now();

/// Until `last` says that an event is the last one, as many times as told; then the socket is closed.
function events(on, last, times) {
  return new Promise((resolve, reject) => {
    const all = [];
    on(
      (event) => {
        all.push(JSON.parse(JSON.stringify(event)));
        if (last(event) && --times === 0) {
          resolve(all);
        }
      },
      (error) => reject(error),
    );
  });
}

const sdks = {
  async "openai: realtime"(base, key) {
    const client = new OpenAI({ baseURL: `${base}/openai/v1`, apiKey: key });
    const socket = new OpenAIRealtimeWS({ model: "gpt-realtime-standin", options: { createConnection } }, client);
    const all = events(
      (event, error) => socket.on("event", event).on("error", error),
      ({ type }) => type === "response.done",
      2,
    );
    socket.socket.on("open", () => {
      socket.send({ type: "session.update", session: { type: "realtime", output_modalities: ["text"] } });
      socket.send({ type: "conversation.item.create", item: { type: "message", role: "user", content: [{ type: "input_text", text: "hi" }] } });
      socket.send({ type: "response.create" });
    });
    socket.on("response.done", ({ response }) => response.id === "resp_1" && socket.send({ type: "response.create" }));
    const seen = await all;
    const closed = new Promise((resolve) => socket.socket.on("close", resolve));
    socket.close({ code: 1000, reason: "done" });
    return { seen, closed: await closed };
  },
  async "openai: responses"(base, key) {
    const client = new OpenAI({ baseURL: `${base}/openai/v1`, apiKey: key });
    const socket = new ResponsesWS(client, { createConnection });
    const all = events(
      (event, error) => socket.on("event", event).on("error", error),
      ({ type }) => type === "response.completed",
      2,
    );
    socket.send({ type: "response.create", model: "gpt-standin", input: "Greet." });
    socket.on("response.completed", ({ response }) =>
      response.id === "resp_1" && socket.send({ type: "response.create", model: "gpt-standin", input: "Again.", previous_response_id: "resp_1" }),
    );
    const seen = await all;
    socket.close();
    return { seen };
  },
  async "@google/genai: live"(base, key) {
    const client = new GoogleGenAI({ apiKey: key, httpOptions: { baseUrl: `${base}/google` } });
    const heard = [];
    let tell;
    let done;
    const over = new Promise((resolve, reject) => ([tell, done] = [reject, resolve]));
    let turns = 0;
    const session = await client.live.connect({
      model: "gemini-live-standin",
      config: { responseModalities: [Modality.TEXT] },
      callbacks: {
        onmessage: (message) => {
          heard.push(JSON.parse(JSON.stringify(message)));
          if (message.serverContent?.turnComplete && ++turns === 2) {
            done();
          }
        },
        onerror: tell,
        onclose: ({ code, reason }) => tell(new Error(`closed: ${code} ${reason}`)),
      },
    });
    session.sendClientContent({ turns: [{ role: "user", parts: [{ text: "hi" }] }], turnComplete: true });
    while (turns === 0) {
      await pause(10);
    }
    session.sendRealtimeInput({ audio: { data: "AAAA", mimeType: "audio/pcm;rate=16000" } });
    await over;
    session.close();
    return { heard };
  },
};

let wrong = 0;
for (const [name, run] of Object.entries(sdks)) {
  const outcome = async (base, key) => {
    try {
      return { value: await Promise.race([run(base, key), pause(60_000).then(() => Promise.reject(new Error("too slow")))]) };
    } catch (e) {
      return { failed: `${e?.message ?? e}` };
    }
  };
  const expected = await outcome(STANDIN, "a-key-of-the-provider");
  const got = await outcome(GATEWAY, GATEWAY_KEY);
  const same = !expected.failed && isDeepStrictEqual(got, expected);
  wrong += same ? 0 : 1;
  console.log(`${same ? "same" : "DIFFERS"}  ${name}`);
  if (!same) {
    console.log(`  directly ${JSON.stringify(expected).slice(0, 2000)}\n  through  ${JSON.stringify(got).slice(0, 2000)}`);
  }
}

/// The whole calls of the trail that began after this program did.
async function calls() {
  const get = async (path) => {
    const response = await fetch(`${GATEWAY}${path}`, { headers: { authorization: `Bearer ${AUDITOR_TOKEN}` } });
    return response.ok ? response.json() : {};
  };
  const { items = [] } = await get(`/audit/v1/calls?limit=200&from=${new Date(begun - 1000).toISOString()}`);
  return Promise.all(items.map(({ callId }) => get(`/audit/v1/calls/${callId}`)));
}

const due = { realtime_session: 3, realtime: 4, chat: 2 };
for (const until = Date.now() + 60_000; ; await pause(300)) {
  const found = (await calls()).map((call) => ({ call, events: (call.events ?? []).map(({ event }) => event) }));
  const sockets = new Set(
    found.filter(({ events }) => events[0]?.data["gen_ai.operation.name"] === "realtime_session").map(({ call }) => call.callId),
  );
  const mine = found.filter(({ call, events }) => sockets.has(call.callId) || sockets.has(events[0]?.data.socket));
  const counts = {};
  let right = true;
  for (const { call, events } of mine) {
    const { data } = events[0];
    const completed = events.find(({ type }) => type === "ai.call.completed")?.data;
    const operation = data["gen_ai.operation.name"];
    counts[operation] = (counts[operation] ?? 0) + 1;
    const isTurn = !!data.socket;
    right &&= call.outcome === "ok" && (!isTurn || (completed["gen_ai.usage.input_tokens"] === 11 && completed["gen_ai.usage.output_tokens"] === 7));
  }
  right &&= isDeepStrictEqual(Object.entries(counts).sort(), Object.entries(due).sort());
  if (right || Date.now() > until) {
    console.log(`${right ? "right" : "WRONG"}  ${JSON.stringify(counts)} ${mine.map(({ call }) => call.outcome).join(" ")}`);
    wrong += right ? 0 : 1;
    break;
  }
}
process.exit(wrong ? 1 : 0);
