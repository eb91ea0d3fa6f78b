// What the trail says of the calls in CALLS: how each ended, what it took, and who answered. Waits until all are there.
//
//   GATEWAY=http://… AUDITOR_TOKEN=… CALLS=FILE node trail.mjs
import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

const { GATEWAY, AUDITOR_TOKEN, CALLS } = process.env;

async function call(id) {
  for (const until = Date.now() + 60_000; ; await pause(200)) {
    const response = await fetch(`${GATEWAY}/audit/v1/calls/${id}`, { headers: { authorization: `Bearer ${AUDITOR_TOKEN}` } });
    if (response.ok) {
      const found = await response.json();
      if (found.outcome) {
        return found;
      }
    }
    if (Date.now() > until) {
      throw new Error(`the trail does not say how call ${id} ended: ${response.status}`);
    }
  }
}

/// Tokens, in and out, that the stand-in reports to whom it answers; null where it reports none.
function reported(sdk, name) {
  if (/error|file|batch|models|moderations|speech|count/i.test(name)) {
    return null;
  }
  if (sdk === "google" && name === "embedContent") {
    return null;
  }
  if (/embed/.test(name)) {
    return [5, undefined];
  }
  if (name === "images") {
    return [9, 272];
  }
  if (name === "transcription") {
    return [14, 4];
  }
  if (/filter|^chat, a tool call in a stream$/.test(name)) {
    return null; // this stream is not asked for its usage
  }
  return sdk === "anthropic" || /^invoke/.test(name) && sdk === "bedrock" ? [17, 7] : [11, 7];
}

let wrong = 0;
for (const line of readFileSync(CALLS, "utf8").trim().split("\n")) {
  const { sdk, name, id } = JSON.parse(line);
  const found = await call(id);
  const completed = found.events.map(({ event }) => event).find(({ type }) => type === "ai.call.completed")?.data;
  if (!completed) {
    wrong += 1;
    console.log(["WRONG", sdk, name, found.outcome, `no event says how call ${id} was completed`].join("  "));
    continue;
  }
  const tokens = [completed["gen_ai.usage.input_tokens"], completed["gen_ai.usage.output_tokens"]];
  const due = reported(sdk, name);
  const right =
    found.outcome === (name === "an error" ? "provider-error" : "ok") &&
    (!due || (tokens[0] === due[0] && tokens[1] === due[1])) &&
    (!/stream/i.test(name) || completed.end === "verified");
  wrong += right ? 0 : 1;
  console.log(
    [right ? "right" : "WRONG", sdk, name, found.outcome, completed.end ?? "", completed["gen_ai.response.model"] ?? "", tokens.map((count) => count ?? "-").join("/")].join("  "),
  );
}
process.exitCode = wrong ? 1 : 0;
