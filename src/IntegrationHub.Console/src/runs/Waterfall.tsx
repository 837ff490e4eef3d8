import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RunTimeline, TimelineSpan } from '../api/types';
import { instant, number, took } from '../parts/format';
import { Mark } from '../parts/marks';

interface Bar { span: TimelineSpan; depth: number }

/** Spans below what they hang on, each level in the order of the starts. */
function order(spans: TimelineSpan[]): Bar[] {
  const below = new Map<string | null, TimelineSpan[]>();
  for (const span of spans) below.set(span.parent ?? null, [...(below.get(span.parent ?? null) ?? []), span]);
  const bars: Bar[] = [];
  const walk = (parent: string | null, depth: number) => {
    for (const span of below.get(parent) ?? []) {
      bars.push({ span, depth });
      walk(span.id, depth + 1);
    }
  };
  walk(null, 0);
  return bars;
}

const at = (value: string) => new Date(value).getTime();

/** What the run did when, as bars along its time: one line per stage, and each step on request. */
export function Waterfall({ timeline }: { timeline: RunTimeline }) {
  const { t } = useTranslation('runs');
  const [chosen, choose] = useState<string | null>(null);
  const [isAll, setAll] = useState(false);
  const bars = useMemo(() => order(timeline.spans), [timeline.spans]);
  const begin = Math.min(at(timeline.startedAt), ...timeline.spans.map(s => at(s.startedAt)));
  const end = Math.max(timeline.endedAt ? at(timeline.endedAt) : begin, ...timeline.spans.map(s => at(s.endedAt)), ...timeline.steps.map(s => (s.to ? at(s.to) : begin)), begin + 1);
  const place = (from: string, to: string) => ({ left: `${(100 * (at(from) - begin)) / (end - begin)}%`, width: `${Math.max(0.4, (100 * (at(to) - at(from))) / (end - begin))}%` });
  const shown = isAll ? bars : bars.slice(0, 40);
  const span = timeline.spans.find(s => s.id === chosen);
  return (
    <>
      <p className="small quiet">{t('scale', { from: instant(begin, true), length: took(end - begin) })}</p>
      <ol className="stages">{timeline.steps.map(step => (
        <li key={step.stage}>
          <span className="stage-name"><b>{t(`stages.${step.stage}`)}</b></span>
          <span className="lane" aria-hidden="true">{step.from && step.to && <span className={`bar ${step.stage}${step.problems > 0 ? ' troubled' : ''}`} style={place(step.from, step.to)} />}</span>
          <span className="stage-say small">
            {step.from && step.to ? `${took(at(step.to) - at(step.from))} · ${t('times', { n: number(step.count) })}` : t('notTold')}
            {step.problems > 0 && <> · <Mark tone="warn">{t('problems', { n: number(step.problems) })}</Mark></>}
            {Object.entries(step.counts as Record<string, number>).filter(([, n]) => n > 0).map(([key, n]) => ` · ${t(`count.${key}`, key)} ${number(n)}`).join('')}
          </span>
        </li>
      ))}</ol>
      {timeline.addsUp ? null : <p><Mark tone="bad">{t('doesNotAddUp')}</Mark></p>}
      {!timeline.isKept ? <p className="quiet">{t('notKept')}</p> : bars.length === 0 ? <p className="quiet">{t('noSpans')}</p> : (
        <details className="spans" open={bars.length <= 40}>
          <summary>{t('spans', { n: number(bars.length) })}</summary>
          <ol>{shown.map(({ span: s, depth }) => (
            <li key={s.id}>
              <button type="button" aria-expanded={chosen === s.id} className={`span${chosen === s.id ? ' chosen' : ''}`} onClick={() => choose(chosen === s.id ? null : s.id)}>
                <span className="span-name" style={{ paddingInlineStart: Math.min(depth, 6) * 12 }}>{s.status === 'error' && <b className="bad" aria-label={t('failedStep')}>✕ </b>}{s.name}{s.count > 1 ? ` × ${number(s.count)}` : ''}</span>
                <span className="lane" aria-hidden="true"><span className={`bar ${s.stage}${s.status === 'error' ? ' failed' : ''}`} style={place(s.startedAt, s.endedAt)} /></span>
                <span className="span-took small">{took(s.milliseconds)}</span>
              </button>
              {chosen === s.id && span && <SpanFacts span={span} />}
            </li>
          ))}</ol>
          {!isAll && bars.length > shown.length && <button type="button" className="link" onClick={() => setAll(true)}>{t('allSpans', { n: number(bars.length) })}</button>}
        </details>
      )}
    </>
  );
}

function SpanFacts({ span }: { span: TimelineSpan }) {
  const { t } = useTranslation('runs');
  const rows: [string, string][] = [[t('at'), instant(span.startedAt, true)], [t('stage'), t(`stages.${span.stage}`, span.stage)], [t('process'), span.process], ...(span.problem ? [[t('problem'), span.problem] as [string, string]] : []), ...Object.entries(span.attributes as Record<string, string>)];
  return <dl className="span-facts small">{rows.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>;
}
