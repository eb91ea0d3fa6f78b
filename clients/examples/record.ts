// Records a decision: node record.ts DECISION-ID RECEIPT-FILE
//
// GATEWAY_URL and GATEWAY_KEY say where, and as whom. Node 22.18 and newer run it as it is; for Node 20 it is
// compiled first: npx -p typescript tsc -p .

import { writeFile } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";

type Item = { id: string; log: string; receipt?: string };

const AGAIN = [408, 409, 429];

/** Sends an event until the gateway has answered: the same key and the same bytes each time. */
async function record(event: object, key: string): Promise<Item> {
  const body = JSON.stringify(event);
  for (let pause = 1; ; pause *= 2) {
    const isLast = pause > 8;
    let response: Response | undefined;
    try {
      response = await fetch(`${process.env.GATEWAY_URL}/v1/events`, {
        method: "POST",
        headers: {
          Authorization: `Bearer ${process.env.GATEWAY_KEY}`,
          "Content-Type": "application/json",
          "Idempotency-Key": key,
        },
        body,
        signal: AbortSignal.timeout(30_000),
      });
      if (response.status === 202) {
        return ((await response.json()) as { items: Item[] }).items[0]!;
      }
    } catch (broken) {
      if (isLast) throw broken;
    }
    if (response && response.status !== 202) {
      const mayHelp = response.status >= 500 || AGAIN.includes(response.status);
      if (isLast || !mayHelp) throw new Error(`not recorded: ${response.status} ${await response.text()}`);
    }
    await wait(pause * 1000);
  }
}

const [decisionId, file] = process.argv.slice(2);
if (!decisionId || !file) throw new Error("usage: record.ts DECISION-ID RECEIPT-FILE");

const item = await record(
  {
    type: "decision.recorded",
    data: {
      decisionId,
      operator: "ann@example.com",
      decision: "approved",
      reasoning: "Income covers the rate.",
    },
  },
  `decided-${decisionId}`,
);
console.log("id", item.id);
// A late repetition is answered with the id and no receipt: then it went with the first answer.
console.log("receipt", item.receipt ?? "went with the first answer");
if (item.receipt) await writeFile(file, item.receipt + "\n");
