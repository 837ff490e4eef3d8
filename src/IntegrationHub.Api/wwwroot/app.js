import { words } from './words.js';
import { day, h, instant, said } from './format.js';
import { counts, keyOf, table } from './table.js';
import { card, running } from './sources.js';
import { isBusy } from './upload.js';
import { form, person, recognize, signOut } from './signin.js';

const every = 2000;
const $ = id => document.getElementById(id);
const query = new URLSearchParams(location.search);
const state = { language: query.get('lang') === 'en' ? 'en' : 'vi', plans: null, plan: null, unit: null, answer: null, sources: null, places: new Map(), before: new Map(), paused: false, clock: null };
const answers = new Map();
const w = () => words[state.language];

/** @returns the answer; the very same object when it has not changed */
async function get(path) {
  const tag = answers.get(path)?.tag;
  const response = await fetch(path, { cache: 'no-store', headers: tag ? { 'If-None-Match': tag, Accept: 'application/json' } : { Accept: 'application/json' } });
  if (response.status === 304) return answers.get(path).body;
  if (response.status === 401) throw Object.assign(new Error('401'), { nobody: true });
  if (!response.ok) {
    const { type, title, detail, traceId } = await response.json().catch(() => ({}));
    const told = w().faults[type] ?? ([title, detail].filter(Boolean).join(': ') || `HTTP ${response.status}`);
    throw Object.assign(new Error(type === 'internal-error' ? `${told} (${traceId})` : told), { answered: true });
  }
  const body = await response.json();
  if (response.headers.get('ETag')) answers.set(path, { tag: response.headers.get('ETag'), body });
  return body;
}

const progressPath = () => `api/v1/plans/${encodeURIComponent(state.plan.id)}/progress?unit=${encodeURIComponent(state.unit)}`;

async function tick() {
  if (!document.hidden && !state.paused && !state.asking) {
    try {
      await refresh();
      $('problem').hidden = true;
      document.body.classList.remove('lost');
    } catch (fault) {
      if (fault.nobody) askWho();
      else $('problem').textContent = fault.answered ? `${w().refusedAnswer}: ${fault.message}` : w().lost;
      $('problem').hidden = fault.nobody === true;
      document.body.classList.toggle('lost', !fault.answered && !fault.nobody);
      if (!state.answer && !fault.nobody) $('table').replaceChildren(h('p', { class: 'empty' }, w().noAnswer));
    }
  }
  setTimeout(tick, every);
}

/** Nobody is signed in, or not any more: nothing that was read for somebody stays on the page. */
function askWho() {
  Object.assign(state, { asking: true, answer: null, sources: null, plans: null, plan: null, clock: null });
  answers.clear();
  recognize(null);
  document.body.classList.add('asking');
  drawFrame();
  for (const id of ['title', 'about', 'counts', 'table', 'sources']) $(id).replaceChildren();
  $('running').hidden = true;
  drawSignIn();
}

function drawSignIn() {
  $('signin').hidden = !state.asking;
  if (state.asking) form(w(), query.get('signin') === 'refused', () => {
    Object.assign(state, { asking: false });
    document.body.classList.remove('asking');
    $('signin').hidden = true;
    $('table').replaceChildren(h('p', { class: 'empty' }, w().loading));
    refresh().catch(() => {});
  }).then(drawn => $('signin').replaceChildren(drawn));
}

async function refresh() {
  if (!person()) recognize(await get('api/v1/session'));
  drawPerson();
  if (!state.clock) {
    const clock = await get('api/v1/clock');
    state.clock = { ahead: new Date(clock.now).getTime() - Date.now(), demo: clock.demo };
  }
  // What fails leaves the other half of the page at work; the fault is told above both.
  const failed = (await Promise.allSettled([refreshSources(), refreshPlan()])).find(half => half.status === 'rejected');
  if (failed) throw failed.reason;
}

function drawPerson() {
  const isNamed = person() && person().signedIn !== 'demo';
  $('person').textContent = isNamed ? person().name : '';
  $('signout').hidden = !isNamed;
}

async function refreshSources() {
  state.sources = await get('api/v1/sources');
  drawSources();
}

async function refreshPlan() {
  if (!state.plans?.length) await loadPlans();
  if (!state.plan) return drawTable();
  const asked = progressPath();
  const answer = await get(asked);
  if (asked === progressPath() && answer !== state.answer) {
    state.before = new Map((state.answer?.rows ?? []).map(row => [keyOf(row), row.display + row.numerator]));
    state.answer = answer;
    drawHead();
    drawTable();
  }
}

async function loadPlans() {
  state.plans = await get('api/v1/plans');
  const plan = state.plans.find(p => p.id === query.get('plan')) ?? state.plans[0];
  if (plan) await choosePlan(plan, query.get('unit'));
}

async function choosePlan(plan, unit) {
  Object.assign(state, { plan, unit: [unit, plan.owner].find(id => plan.units?.some(u => u.id === id)) ?? plan.units?.[0]?.id ?? plan.owner, answer: null, places: new Map() });
  remember();
  drawFrame();
  drawTable();
  // Numbers and groups as printed; the table does without where the plan cannot be read.
  const details = await get(`api/v1/plans/${encodeURIComponent(plan.id)}`).catch(() => null);
  state.places = new Map((details?.rows ?? []).map(row => [row.indicator, row]));
}

function remember() {
  const at = new URLSearchParams({ plan: state.plan.id, unit: state.unit, lang: state.language });
  history.replaceState(null, '', `?${at}`);
}

function drawFrame() {
  document.documentElement.lang = state.language;
  for (const element of document.querySelectorAll('[data-word]')) element.textContent = w()[element.dataset.word];
  $('language').textContent = w().other;
  $('language').lang = state.language === 'vi' ? 'en' : 'vi';
  $('pause').textContent = state.paused ? w().resume : w().pause;
  $('pause').setAttribute('aria-pressed', String(state.paused));
  drawPerson();
  $('legend').replaceChildren(w().legend, ' ', h('a', { href: state.plan ? progressPath() : 'api/v1/plans' }, 'JSON'), ' · ', h('a', { href: 'openapi/v1.json' }, 'OpenAPI'));
  document.querySelector('.bar').toggleAttribute('data-empty', !state.plan);
  if (!state.plan) return;
  $('plan').replaceChildren(...state.plans.map(p => h('option', { value: p.id, selected: p === state.plan }, `${said(p.title, state.language)}`)));
  const levels = Map.groupBy?.(state.plan.units ?? [], u => u.level) ?? new Map([['', state.plan.units ?? []]]);
  $('unit').replaceChildren(...[...levels].map(([level, units]) => h('optgroup', { label: w().levels[level] ?? level },
    units.map(u => h('option', { value: u.id, selected: u.id === state.unit }, said(u.name, state.language) + (u.id === state.plan.owner ? ` (${w().wholePlan})` : ''))))));
  drawHead();
}

function drawHead() {
  const title = said(state.plan.title, state.language);
  document.title = `${title} · IntegrationHub`;
  $('title').textContent = title;
  const unit = state.plan.units?.find(u => u.id === state.unit);
  const to = (state.answer?.rows ?? []).filter(row => row.denominator && row.status !== 'Open').map(row => row.period?.to).filter(Boolean).sort().at(-1);
  const facts = [said(unit?.name, state.language) || state.unit, to && `${w().dataTo} ${day(to, -1)}`, state.answer?.asOf && `${w().recorded} ${instant(state.answer.asOf)}`];
  $('about').textContent = facts.filter(Boolean).join(' · ');
}

/** New content in a place; what somebody has unfolded there stays unfolded. */
function redraw(place, ...content) {
  const open = new Set([...place.querySelectorAll('details[open]')].map(details => details.dataset.key));
  place.replaceChildren(...content);
  for (const details of place.querySelectorAll('details[data-key]')) details.open = open.has(details.dataset.key);
}

function drawTable() {
  if (!state.plan) {
    return $('table').replaceChildren(h('p', { class: 'empty' }, w().noPlans, ' ', h('code', null, 'hub apply -f contracts/catalogue')));
  }
  const rows = state.answer?.rows;
  $('counts').replaceChildren(...(rows ? counts(rows, w()) : []));
  redraw($('table'), !rows ? h('p', { class: 'empty' }, w().loadingRows)
    : rows.length ? table(rows, state.places, state.before, w(), state.language) : h('p', { class: 'empty' }, w().noRows));
}

function drawSources() {
  const now = Date.now() + (state.clock?.ahead ?? 0);
  const busy = running(state.sources, w(), state.language);
  $('running').hidden = !busy;
  $('running').replaceChildren(...(busy ?? []));
  if (isBusy()) return;
  redraw($('sources'), ...(state.sources.length ? state.sources.map(source => card(source, now, w(), state.language))
    : [h('li', { class: 'card empty' }, w().noSources, ' ', h('code', null, 'hub source new'))]));
}

function drawClock() {
  const shown = state.clock?.demo === true;
  $('clock').hidden = !shown;
  if (shown) $('clock').textContent = `${w().demo}: ${instant(Date.now() + state.clock.ahead, true)} (+07:00) · ${w().demoNote}`;
}

$('plan').addEventListener('change', e => choosePlan(state.plans.find(p => p.id === e.target.value)).then(refresh).catch(() => {}));
$('unit').addEventListener('change', e => choosePlan(state.plan, e.target.value).then(refresh).catch(() => {}));
$('language').addEventListener('click', () => {
  state.language = state.language === 'vi' ? 'en' : 'vi';
  state.before = new Map();
  if (state.plan) remember();
  drawFrame();
  if (!state.asking) drawTable();
  if (state.sources) drawSources();
  if (state.asking) drawSignIn();
});
$('signout').addEventListener('click', () => signOut().then(askWho, askWho));
$('pause').addEventListener('click', () => {
  state.paused = !state.paused;
  drawFrame();
});
setInterval(drawClock, 1000);
drawFrame();
$('table').replaceChildren(h('p', { class: 'empty' }, w().loading));
tick();
