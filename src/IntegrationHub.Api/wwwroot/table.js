import { displays } from './words.js';
import { day, h, number, percent } from './format.js';

const icons = { Met: '✓', MetCertain: '✓', NotMet: '✕', NotMetCertain: '✕', Undetermined: '?', NotEvaluable: '–', NoTarget: '–', NotApplicable: '∅' };
const tones = { Met: 'good', MetCertain: 'good', NotMet: 'bad', NotMetCertain: 'bad', Undetermined: 'warn' };
const troubled = ['NoData', 'Partial', 'Stale', 'Invalid'];
const signs = { '>': '>', '>=': '≥', '=': '=', '<=': '≤', '<': '<' };
const roman = ['I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX', 'X'];

export const keyOf = row => `${row.indicator}|${row.part ?? ''}|${row.unit}|${row.level ?? ''}`;

/** Verdicts of whole rows, for the line of ten seconds. */
export function counts(rows, w) {
  const tally = new Map();
  for (const row of rows.filter(r => !r.part)) tally.set(row.verdict, (tally.get(row.verdict) ?? 0) + 1);
  return Object.keys(w.verdicts).filter(v => tally.has(v))
    .map(v => h('li', { class: tones[v] ?? 'quiet' }, h('b', null, String(tally.get(v))), ' ', verdictWord(v, w)));
}

/** @param places printed number and group of each indicator, where the plan says them; @param before display by key, to let changes fade in */
export function table(rows, places, before, w, language) {
  const body = [];
  const begun = new Set();
  let group = null, count = 0;
  for (const row of rows) {
    const place = { no: row.no ?? places.get(row.indicator)?.no, group: row.group ?? places.get(row.indicator)?.group };
    // Outside the printed table a group may come up again; there the order of the plan counts, not the group.
    const named = row.kind === 'milestone' ? 'milestones' : place.group ?? 'rest';
    const next = begun.has(named) && named !== group ? 'rest' : named;
    if (!row.part && next !== group) {
      group = next;
      count = 0;
      const name = w.groups[group] ?? group;
      begun.add(group);
      body.push(h('tr', { class: 'group' }, h('th', { colspan: 7, scope: 'rowgroup' }, `${roman[begun.size - 1] ?? begun.size}. ${name}`)));
    }
    if (!row.part) count++;
    body.push(line(row, row.part ? '' : /^[IVX]+\.(\d+)$/.exec(place.no ?? '')?.[1] ?? String(count), before, w, language));
  }
  const heads = ['', w.indicator, w.target, w.result, w.verdict, w.coverage, w.status];
  return h('table', null,
    h('thead', null, h('tr', null, heads.map((text, i) => h('th', { scope: 'col', class: ['no', 'title', 'target', 'result', '', '', ''][i] }, text)))),
    h('tbody', null, body));
}

function line(row, no, before, w, language) {
  const old = before.get(keyOf(row));
  const changed = old !== undefined && old !== row.display + row.numerator;
  const classes = [row.part ? 'part' : row.kind, changed && 'changed', row.marks.includes('Greyed') && 'greyed'].filter(Boolean).join(' ');
  return h('tr', { class: classes },
    h('td', { class: 'no' }, no),
    h('th', { scope: 'row', class: 'title' }, row.title),
    h('td', { class: 'target', 'data-label': w.target }, target(row, w, language)),
    h('td', { class: 'result', 'data-label': w.result }, result(row, w, language)),
    h('td', { 'data-label': w.verdict }, verdict(row, w)),
    h('td', { 'data-label': w.coverage }, coverage(row, w, language)),
    h('td', { 'data-label': w.status }, status(row, w, language)));
}

function target(row, w, language) {
  const { operator, threshold } = row.target ?? {};
  if (operator === 'done') return w.doneTarget;
  if (row.kind === 'composite') return w.allParts;
  if (!threshold) return '—';
  const unit = row.kind === 'ratio' ? '\u00a0%' : '';
  return operator === 'between'
    ? threshold.split(',').map(t => number(t, language)).join('–') + unit
    : `${signs[operator] ?? operator}\u00a0${number(threshold, language)}${unit}`;
}

function result(row, w, language) {
  const figure = h('span', { class: 'figure' }, shown(row, w, language));
  const parts = [row.lineage ? h('a', { href: row.lineage, class: 'figure-link' }, figure) : figure];
  if (row.percent !== null && row.percent !== undefined) parts.unshift(bar(row));
  const small = [];
  if (row.denominator) small.push(`${number(row.numerator, language)} / ${number(row.denominator, language)}`);
  if (row.kind === 'composite') small.push(w.parts);
  if (row.period && row.denominator) small.push(`${day(row.period.from).slice(0, 5)}–${day(row.period.to, -1)}`);
  const { low, high } = row.coverage ?? {};
  if (low && high && low !== high) small.push(`${w.between} ${percent(low, language).slice(0, -2)}–${percent(high, language)}`);
  return [h('div', { class: 'measure' }, parts), h('small', null, small.flatMap((text, i) => [i ? ' · ' : '', h('span', { class: 'whole' }, text)]))];
}

function shown(row, w, language) {
  if (row.value && row.kind === 'milestone') return w.values[row.value] ?? row.value;
  if (row.percent === null || row.percent === undefined) return language === 'en' ? displays[row.display] ?? row.display : row.display;
  return (language === 'vi' ? row.display.replace('.', ',') : row.display) + '\u00a0%';
}

/** The bar is a picture of the percentage; positions are for the eye, the figure beside it is exact. */
function bar(row) {
  const at = text => `${Math.min(100, Math.max(0, parseFloat(text)))}%`;
  const picture = h('span', { class: `track ${tones[row.verdict] ?? 'quiet'}`, 'aria-hidden': 'true' });
  const fill = h('span', { class: 'fill' });
  fill.style.width = at(row.percent);
  picture.append(fill);
  const { low, high } = row.coverage ?? {};
  if (low && high && low !== high) {
    const range = h('span', { class: 'range' });
    range.style.left = at(low);
    range.style.width = `${parseFloat(at(high)) - parseFloat(at(low))}%`;
    picture.append(range);
  }
  for (const threshold of row.target?.threshold?.split(',') ?? []) {
    const mark = h('span', { class: 'mark' });
    mark.style.left = at(threshold);
    picture.append(mark);
  }
  return picture;
}

const verdictWord = (code, w) => w.verdicts[code] ?? code;

function verdict(row, w) {
  const own = h('span', { class: `verdict ${tones[row.verdict] ?? 'quiet'}` }, h('i', { 'aria-hidden': 'true' }, icons[row.verdict] ?? '·'), h('span', null, verdictWord(row.verdict, w)));
  return row.mandateVerdict && row.mandateVerdict !== row.verdict
    ? [own, h('small', null, `${w.mandate}: ${verdictWord(row.mandateVerdict, w)}`)]
    : own;
}

function coverage(row, w, language) {
  const { expected, received, weighted } = row.coverage ?? {};
  if (!expected) return '—';
  const cells = `${number(received, language)} / ${number(expected, language)} ${w.cells}`;
  if (received === expected) return h('span', { title: cells }, w.complete);
  const share = weighted ?? String(100 * received / expected);
  const lines = [h('span', { title: cells }, percent(share, language))];
  if (row.missingUnits?.length) {
    lines.push(h('details', { 'data-key': `${row.indicator} ${row.part ?? ''}` }, h('summary', null, `${row.missingUnits.length} ${row.missingUnits.length === 1 ? w.missingOne : w.missing}`), h('p', null, row.missingUnits.join(', '))));
  }
  return lines;
}

function status(row, w, language) {
  const [, code, nth] = /^(\w+?)(?:\((\d+)\))?$/.exec(row.status) ?? [null, row.status];
  const lines = [h('span', { class: troubled.includes(code) ? 'trouble' : '' }, [w.statuses[code] ?? code, nth ?? (code === 'Restated' ? row.revision : '')].join(' ').trim())];
  const marks = row.marks.filter(mark => mark !== 'Rejected').map(mark => w.marks[mark] ?? mark);
  if (row.rejected > 0) marks.push(`${number(row.rejected, language)} ${w.rejected}`);
  if (marks.length) lines.push(h('span', { class: 'marks' }, marks.map(mark => h('span', null, mark))));
  const reasons = row.reasons.map(reason => reason.split(':')).map(([name, ...more]) => [w.reasons[name] ?? name, ...more].filter(Boolean).join(' '));
  if (reasons.length) lines.push(h('small', null, reasons.join('; ')));
  return lines;
}
