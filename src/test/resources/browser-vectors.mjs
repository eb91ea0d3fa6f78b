// Asks the functions of verify.mjs one by one. Reads a file with one JSON object a line, `{kind, ...}`, and prints
// for each a line with its answer as JSON; what is refused is null.
import { readFileSync } from 'node:fs';
import * as v from '../../main/resources/io/chirograph/verifier/browser/verify.mjs';

const answers = {
  ed25519: ({ key, message, signature }) => v.ed25519(v.unhex(key), v.unhex(message), v.unhex(signature)),
  sha: ({ message }) => [v.hex(v.sha256(v.unhex(message))), v.hex(v.sha512(v.unhex(message)))],
  inclusion: ({ index, size, leaf, hashes, root }) =>
    v.isIncluded(BigInt(index), BigInt(size), v.unbase64(leaf), hashes.map(v.unbase64), v.unbase64(root)),
  consistency: ({ first, firstRoot, second, secondRoot, hashes }) =>
    v.isConsistent(BigInt(first), v.unbase64(firstRoot), BigInt(second), v.unbase64(secondRoot), hashes.map(v.unbase64)),
  key: ({ key }) => v.VerifierKey.parse(key).id,
  note: ({ note, keys }) => {
    const parsed = v.parseNote(v.unbase64(note));
    return [...v.signers(parsed, keys.map((key) => v.VerifierKey.parse(key))).keys()];
  },
  checkpoint: ({ text }) => {
    const { origin, size, root, extensions } = v.parseCheckpoint(v.utf8(v.unbase64(text)));
    return [origin, String(size), v.hex(root), ...extensions];
  },
  proof: ({ proof }) => {
    const { extra, index, hashes } = v.parseProof(v.unbase64(proof));
    return [extra === null ? '' : v.hex(extra), String(index), ...hashes.map(v.hex)];
  },
  policy: ({ policy }) => {
    const parsed = v.WitnessPolicy.parse(v.unbase64(policy));
    return [parsed.quorum, ...parsed.witnesses.map((one) => one.key.text)];
  },
  canonical: ({ json }) => v.base64(v.bytesOf(v.canonical(v.parseJson(v.unbase64(json), { depth: 100, number: 400 })))),
};

for (const line of readFileSync(process.argv[2], 'utf8').split('\n').filter((one) => one !== '')) {
  const question = JSON.parse(line);
  let answer;
  try {
    answer = answers[question.kind](question);
  } catch (e) {
    if (!(e instanceof v.Malformed || e instanceof v.BadSignature)) {
      throw e;
    }
    answer = null;
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
