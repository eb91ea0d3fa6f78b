// "Verify here": fetches the evidence of a call and judges it in this browser, by the second verifier's own module.
// Each step stands with its inputs; the first that fails is red and in view. Texts are never read as HTML.
import { answerOf, printable, verifyEvidence } from '/console/verify.mjs';

const WORDS = { holds: '✓ holds', fails: '✗ fails', 'not-checked': '– not checked here' };
const TONES = { holds: 'good-text', fails: 'bad-text', 'not-checked': 'warn-text' };
const VERDICTS = { 0: 'good', 1: 'bad', 2: 'warn' };

function make(name, attributes = {}, ...content) {
  const element = document.createElement(name);
  Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
  element.append(...content);
  return element;
}

function item(step) {
  const list = make('dl', { class: 'facts' });
  for (const [name, value] of step.inputs) {
    const values = Array.isArray(value) ? value : [value];
    list.append(make('div', { class: 'wide' }, make('dt', {}, name),
      ...(values.length === 0 ? ['none'] : values).map((one) => make('dd', { class: 'mono' }, String(one)))));
  }
  const details = make('details', {}, make('summary', {},
    make('span', { class: TONES[step.status] }, WORDS[step.status]), ` ${step.title}`));
  if (step.status === 'fails') {
    details.open = true;
    details.append(make('p', { class: 'bad-text' }, `${step.code}: ${step.detail}`));
  }
  details.append(list);
  return make('li', {}, details);
}

function show(place, report) {
  const first = report.steps.findIndex((step) => step.status === 'fails');
  const steps = make('ol', {}, ...report.steps.map(item));
  place.replaceChildren(make('div', { class: `verdict ${VERDICTS[report.exitCode]}` }, make('p', {}, answerOf(report))), steps);
  if (first >= 0) { steps.children[first].scrollIntoView({ block: 'center' }); }
}

for (const form of document.querySelectorAll('[data-verify]')) {
  const place = form.querySelector('[data-steps]');
  form.hidden = false;
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    place.replaceChildren(make('p', {}, 'Checking …'));
    try {
      const answer = await fetch(form.dataset.verify, { cache: 'no-store' });
      if (!answer.ok) { throw new Error(`the evidence cannot be had: ${answer.status}`); }
      const keys = form.elements.keys.value.split(/\s+/).filter((key) => key !== '');
      show(place, verifyEvidence(new Uint8Array(await answer.arrayBuffer()), { keys }));
    } catch (e) {
      place.replaceChildren(make('p', { class: 'bad-text' }, `Could not be checked: ${printable(String(e.message))}`));
    }
  });
}
