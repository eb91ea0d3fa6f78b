
// ------------------------------------------------------------------------------------------------- the page

// Stands behind verify.mjs in one script, which the page's policy names by its digest.
const $ = (id) => document.getElementById(id);
const FIRST_STEPS = 200;
const WORDS = { holds: '✓ holds', fails: '✗ fails', 'not-checked': '– not checked here' };
const CLASSES = { holds: 'holds', fails: 'fails', 'not-checked': 'open' };

/** An element with texts and other elements in it; a text is never read as HTML. */
function make(name, attributes = {}, ...content) {
  const element = document.createElement(name);
  Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
  element.append(...content);
  return element;
}

function stepItem(step, isFirstFailure) {
  const item = make('li', step.status === 'fails' ? { class: 'failed' } : {});
  const details = make('details');
  const mark = make('span', { class: 'mark' }, WORDS[step.status]);
  const summary = make('summary', { class: CLASSES[step.status] }, mark, ` ${step.title}`);
  details.append(summary);
  if (step.status === 'fails') {
    details.append(make('p', { class: 'why' }, `${step.code}${step.entry ? ` in ${printable(step.entry)}` : ''}: ${step.detail}`));
    details.open = true;
  }
  const list = make('dl');
  for (const [name, value] of step.inputs) {
    list.append(make('dt', {}, name));
    const values = Array.isArray(value) ? value : [value];
    (values.length === 0 ? ['none'] : values).forEach((one) => list.append(make('dd', {}, one)));
  }
  details.append(step.inputs.length === 0 ? make('p', { class: 'help' }, 'No inputs.') : list);
  if (isFirstFailure) {
    summary.id = 'first-failure';
  }
  item.append(details);
  return item;
}

function showSteps(report, most) {
  const first = report.steps.find((step) => step.status === 'fails');
  const chosen = report.steps.filter((step, i) => i < most || step.status === 'fails').slice(0, most + MAX_FINDINGS);
  $('steps').replaceChildren(...chosen.map((step) => stepItem(step, step === first)));
  const left = report.steps.length - chosen.length;
  $('all').hidden = left === 0;
  $('all').textContent = `Show the other ${left} steps`;
  $('all').onclick = () => {
    showSteps(report, Infinity);
    $('report-title').focus();
  };
}

function listOf(title, lines) {
  return lines.length === 0 ? [] : [make('h3', {}, title), make('ul', {}, ...lines.map((line) => make('li', {}, line)))];
}

function showReport(report, name) {
  const words = { 0: ['holds', '✓'], 1: ['fails', '✗'], 2: ['open', '–'] };
  const [style, mark] = words[report.exitCode];
  const answer = [make('p', { class: style }, `${mark} ${answerOf(report)}`)];
  if (report.unchecked !== null) {
    answer.push(make('p', { class: 'more' }, report.unchecked));
  }
  const failed = report.steps.filter((step) => step.status === 'fails').length;
  if (failed > 0) {
    const link = make('a', { href: '#first-failure' }, 'Go to the first step that fails');
    link.onclick = (event) => {
      event.preventDefault();
      $('first-failure').scrollIntoView({ block: 'center' });
      $('first-failure').focus();
    };
    answer.push(make('p', { class: 'more' }, `${failed} of ${report.steps.length} steps fail. `, link));
  } else if (report.notChecked.length > 0) {
    answer.push(make('p', { class: 'more' }, `${report.notChecked.length} things are not checked here: they are listed below.`));
  }
  $('answer').replaceChildren(...answer);
  $('about').textContent = `${printable(name)}${report.about === null ? '' : `: ${report.about}`}`;
  showSteps(report, FIRST_STEPS);
  $('lists').replaceChildren(
    ...listOf('Shown: proved under the keys', report.shown),
    ...listOf(
      'Found',
      report.findings.map(({ code, severity, entry, detail }) => `${severity} ${code}${entry ? ` in ${entry}` : ''}: ${detail}`),
    ),
    ...listOf('Said by whoever made the file, and proved by nothing', report.said),
    ...listOf('Not checked here', report.notChecked),
  );
  $('report').hidden = false;
}

const bytesIn = async (file) => new Uint8Array(await file.arrayBuffer());
let dropped = null;

async function verify() {
  const file = dropped ?? $('file').files[0];
  $('report').hidden = true;
  if (file === undefined) {
    $('answer').replaceChildren(make('p', { class: 'open' }, '– Choose a file first.'));
    $('file').focus();
    return;
  }
  $('answer').replaceChildren(make('p', { class: 'open' }, `Checking ${printable(file.name)} …`));
  // lets the browser paint that
  await new Promise((done) => setTimeout(done, 30));
  try {
    const policy = $('policy').files[0];
    const options = {
      keys: $('keys').value.split(/\s+/).filter((key) => key !== ''),
      metaLog: $('meta-log').value.trim(),
      policy: policy && (await bytesIn(policy)),
      proofs: await Promise.all([...$('proofs').files].map(async (one) => ({ name: one.name, bytes: await bytesIn(one) }))),
      strict: $('strict').checked,
    };
    const bytes = file.size > MAX_BUNDLE ? new Uint8Array(MAX_BUNDLE + 1) : await bytesIn(file);
    showReport(looksLikeReceipt(bytes) ? verifyReceipt(bytes, options) : verifyEvidence(bytes, options), file.name);
  } catch (e) {
    const why = e instanceof BadInput ? e.message : `this page failed: ${e.message}`;
    $('answer').replaceChildren(make('p', { class: 'open' }, `– Could not be checked: ${printable(why)}`));
  }
}

$('form').addEventListener('submit', (event) => {
  event.preventDefault();
  verify();
});
$('file').addEventListener('change', () => {
  dropped = null;
  verify();
});
for (const name of ['dragenter', 'dragover']) {
  document.addEventListener(name, (event) => {
    event.preventDefault();
    document.body.classList.add('over');
  });
}
document.addEventListener('dragleave', (event) => {
  if (event.relatedTarget === null) {
    document.body.classList.remove('over');
  }
});
document.addEventListener('drop', (event) => {
  event.preventDefault();
  document.body.classList.remove('over');
  const [file] = event.dataTransfer.files;
  if (file !== undefined) {
    dropped = file;
    $('file').value = '';
    verify();
  }
});
window.addEventListener('beforeprint', () => document.querySelectorAll('#steps details').forEach((one) => (one.open = true)));
