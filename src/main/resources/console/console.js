// The console's own script: local time, forms without empty fields, charts of tables, and what went wrong said aloud.
// Every page works without it, but for reasons that go with a read of content.
(() => {
  'use strict';

  const clock = document.querySelector('[data-clock]');
  let local = false;
  try { local = localStorage.getItem('chirograph-local-time') === '1'; } catch { /* no storage, no memory */ }

  const pad = (number, digits = 2) => String(number).padStart(digits, '0');
  const asLocal = (at) => `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())} `
    + `${pad(at.getHours())}:${pad(at.getMinutes())}:${pad(at.getSeconds())}.${pad(at.getMilliseconds(), 3)}`;

  function showTimes(root) {
    root.querySelectorAll('time[data-time]').forEach((element) => {
      const at = new Date(element.dateTime);
      if (Number.isNaN(at.getTime())) { return; }
      element.dataset.utc ??= element.textContent;
      element.textContent = local ? asLocal(at) : element.dataset.utc;
      element.title = local ? `${element.dataset.utc} UTC` : `${asLocal(at)} local time`;
    });
    if (clock) {
      clock.hidden = false;
      clock.setAttribute('aria-pressed', String(local));
    }
  }

  clock?.addEventListener('click', () => {
    local = !local;
    try { localStorage.setItem('chirograph-local-time', local ? '1' : '0'); } catch { /* as above */ }
    showTimes(document);
  });

  // A filter that is empty is none, and its URL says so.
  document.addEventListener('formdata', (event) => {
    if (event.target.method !== 'get') { return; }
    const name = event.target.querySelector('[data-filter-name]')?.value.trim() ?? '';
    const value = event.target.querySelector('[data-filter-value]')?.value ?? '';
    if (name !== '' && value !== '') { event.formData.set(name, value); }
    for (const [key, given] of [...event.formData]) {
      if (given === '') { event.formData.delete(key); }
    }
  });

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  // A table of numbers by time, drawn: the first column is the time, each further one that has data-line is a line.
  function draw(place) {
    const table = document.getElementById(place.dataset.chart);
    const columns = place.dataset.columns.split(',').map(Number);
    const rows = [...table.tBodies[0].rows];
    if (rows.length < 2 || typeof uPlot === 'undefined') { return; }
    const number = (cell) => (cell.dataset.value === '' ? null : Number(cell.dataset.value));
    const data = [rows.map((row) => Date.parse(row.cells[0].dataset.value) / 1000),
      ...columns.map((column) => rows.map((row) => number(row.cells[column])))];
    const inks = [colour('--bar'), colour('--bad'), colour('--warn')];
    const axis = { stroke: colour('--ink'), grid: { stroke: colour('--line'), width: 1 / devicePixelRatio },
      ticks: { stroke: colour('--line') } };
    const days = place.dataset.span === 'day';
    const tick = (seconds) => {
      const text = local ? asLocal(new Date(seconds * 1000)) : new Date(seconds * 1000).toISOString().replace('T', ' ');
      return days ? text.slice(5, 10) : text.slice(11, 16);
    };
    place.textContent = '';
    new uPlot({
      width: Math.max(200, place.clientWidth),
      height: 190,
      tzDate: (seconds) => (local ? new Date(seconds * 1000) : uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC')),
      axes: [{ ...axis, values: (_, ticks) => ticks.map(tick) }, { ...axis, size: 60 }],
      legend: { live: false },
      series: [{}, ...columns.map((column, at) => ({
        label: table.tHead.rows[0].cells[column].textContent, stroke: inks[at % 3], width: 2,
        points: { show: true, size: 4 },
      }))],
    }, data, place);
  }

  function drawAll() { document.querySelectorAll('[data-chart]').forEach(draw); }

  const said = document.getElementById('said');
  function say(text) { if (said) { said.textContent = text; } }

  document.addEventListener('htmx:responseError', (event) => {
    say(event.detail.xhr.status === 401
      ? 'The session is over. Sign in again.'
      : `The answer was ${event.detail.xhr.status}.`);
  });
  document.addEventListener('htmx:sendError', () => say('The gateway cannot be reached.'));
  document.addEventListener('htmx:afterSwap', (event) => {
    showTimes(event.detail.target.parentNode ?? document);
    offerReplays();
  });
  // A refusal of a part is shown where the part would be.
  document.addEventListener('htmx:beforeSwap', (event) => {
    const type = event.detail.xhr.getResponseHeader('Content-Type') ?? '';
    if (event.detail.xhr.status >= 400 && type.startsWith('text/html') && event.detail.target.closest('[data-refusals]')) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });
  // Why content is read goes into a header, and never into a URL.
  document.addEventListener('htmx:configRequest', (event) => {
    const reason = event.detail.parameters.reason;
    if (reason !== undefined) {
      delete event.detail.parameters.reason;
      if (reason !== '') {
        event.detail.headers['Chirograph-Reason'] =
          String.fromCharCode(...new TextEncoder().encode(reason));
      }
    }
  });

  // A stream is shown as it came, piece by piece at its moment. Who wants less motion has the table of moments.
  function offerReplays() {
    document.querySelectorAll('[data-replay-start]').forEach((button) => { button.hidden = false; });
  }

  document.addEventListener('click', (event) => {
    const button = event.target.closest?.('[data-replay-start]');
    if (!button) { return; }
    const place = button.closest('[data-replay]');
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
      place.querySelector('details').open = true;
      say('You asked for less motion: the moments are in the table.');
      return;
    }
    const pieces = [...place.querySelectorAll('[data-at]')];
    const run = place.dataset.run = String(Number(place.dataset.run ?? 0) + 1);
    const start = performance.now();
    pieces.forEach((piece) => piece.classList.add('to-come'));
    let shown = 0;
    (function step() {
      if (place.dataset.run !== run || !place.isConnected) { return; }
      const now = performance.now() - start;
      for (; shown < pieces.length && Number(pieces[shown].dataset.at) <= now; shown += 1) {
        pieces[shown].classList.remove('to-come');
      }
      if (shown < pieces.length) { requestAnimationFrame(step); } else { say('The replay is over.'); }
    })();
  });
  offerReplays();

  // A link's code stands behind the #, which browsers send to nobody; it leaves the address at once.
  const code = document.querySelector('[data-link-code]');
  if (code && location.hash.length > 1) {
    code.value = location.hash.slice(1);
    history.replaceState(null, '', location.pathname);
  }
  document.querySelectorAll('[data-absolute]').forEach((field) => {
    field.value = new URL(field.value, location.origin).href;
    field.addEventListener('focus', () => field.select());
  });

  showTimes(document);
  drawAll();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawAll);
})();
