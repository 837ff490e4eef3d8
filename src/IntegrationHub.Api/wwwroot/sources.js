import { ago, day, h, instant, number, said } from './format.js';
import { uploadForm } from './upload.js';

const tones = { ok: 'good', failed: 'bad', running: 'busy', never: 'quiet', disabled: 'quiet' };
const icons = { ok: '●', failed: '▲', running: '◐', never: '○', disabled: '❚❚' };

const stateOf = source => source.enabled === false ? 'disabled' : source.state;

/** Progress such as "12/240 agencies" or "up to 2024-06-30": the words, and the share where it can be told. */
function progress(text, w) {
  const [, done, all] = /^\s*(\d+)\s*\/\s*(\d+)/.exec(text ?? '') ?? [];
  const told = (text ?? '').replace(/\d{4}-\d{2}-\d{2}/g, date => day(date)).replace(/[a-z]+( [a-z]+)*/g, phrase => w.progress[phrase] ?? phrase);
  return { text: told, share: all > 0 ? Math.min(100, 100 * done / all) : null };
}

/** What is being loaded now; null when nothing is. */
export function running(sources, w, language) {
  const busy = sources.filter(source => stateOf(source) === 'running');
  if (!busy.length) return null;
  return [h('b', null, w.runningTitle), ...busy.map(source => {
    const { text, share } = progress(source.progress, w);
    const fetched = source.lastRun?.fetched ? ` · ${w.fetched} ${number(source.lastRun.fetched, language)}` : '';
    return h('p', null, `${said(source.name, language)}${text ? ` · ${text}` : ''}${fetched}`, share !== null && h('progress', { max: 100, value: share }, `${share} %`));
  })];
}

export function card(source, now, w, language) {
  const state = stateOf(source);
  const run = source.lastRun;
  const confirmed = (source.streams ?? []).map(stream => stream.confirmedTo).filter(Boolean).sort();
  const rejected = (source.streams ?? []).reduce((sum, stream) => sum + (stream.rejected ?? 0), 0);
  const parked = (source.streams ?? []).reduce((sum, stream) => sum + (stream.parked ?? 0), 0);
  const facts = [
    confirmed.length && `${w.confirmedTo} ${day(confirmed[0])}`,
    run && h('span', { title: instant(run.endedAt ?? run.startedAt, true) }, `${w.lastRun}: ${ago(run.endedAt ?? run.startedAt, now, w.ago)}`),
    source.waitingUntil && `${w.waitingUntil} ${instant(source.waitingUntil).slice(0, 5)}`,
    source.nextRunAt && state !== 'disabled' && `${w.nextRun}: ${instant(source.nextRunAt).slice(0, 5)}`,
  ].filter(Boolean);
  return h('li', { class: `card source ${tones[state] ?? 'quiet'}` },
    h('p', { class: 'source-name' }, said(source.name, language), ' ', h('code', null, source.id)),
    h('p', { class: `state ${tones[state] ?? 'quiet'}` }, h('i', { 'aria-hidden': 'true' }, icons[state] ?? '·'), ' ', w.states[state] ?? state),
    h('p', null, facts.flatMap((fact, i) => i ? [' · ', fact] : [fact])),
    run && h('p', null, ['fetched', 'accepted', 'unchanged'].map(key => `${w[key]} ${number(run[key] ?? 0, language)}`).join(' · '), run.restated ? ` · ${w.restated} ${number(run.restated, language)}` : '', ' · ',
      h('span', { class: (run.rejected || rejected) ? 'trouble' : '' }, `${w.refused} ${number(rejected || run.rejected || 0, language)}`)),
    parked > 0 && h('p', { class: 'error' }, `${w.parked} ${number(parked, language)}`),
    run?.error && h('p', { class: 'error' }, w.troubles[run.errorCode] ?? w.troubles[run.errorCategory] ?? w.troubles.other),
    run?.error && h('details', { 'data-key': source.id }, h('summary', null, w.technical), h('p', null, run.errorCode ? h('code', null, run.errorCode) : '', ' ', run.error)),
    source.connector === 'files' && source.streams?.length > 0 && uploadForm(source, w));
}
