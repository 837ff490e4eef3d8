import { CheckCircleFilled, ClockCircleOutlined, CloseCircleFilled, ExclamationCircleFilled, MinusCircleOutlined, QuestionCircleFilled } from '@ant-design/icons';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProgressRow } from '../api/types';
import en from './en.json';
import { display, number, percent } from './format';
import './figure.css';
import vi from './vi.json';
import { addWords } from './words';

addWords('figure', vi, en);

export type Tone = 'good' | 'bad' | 'warn' | 'quiet';

const tones: Record<string, Tone> = { Met: 'good', MetCertain: 'good', NotMet: 'bad', NotMetCertain: 'bad', Undetermined: 'warn' };
const icons: Record<string, ReactNode> = { Met: <CheckCircleFilled />, MetCertain: <CheckCircleFilled />, NotMet: <CloseCircleFilled />, NotMetCertain: <CloseCircleFilled />, Undetermined: <QuestionCircleFilled /> };

/** The order in which verdicts are told: what is missed first. */
export const verdictOrder = ['NotMet', 'NotMetCertain', 'Undetermined', 'NotEvaluable', 'Met', 'MetCertain', 'NoTarget', 'NotApplicable'];
export const toneOf = (verdict: string): Tone => tones[verdict] ?? 'quiet';

export function Verdict({ code, isSmall }: { code: string; isSmall?: boolean }) {
  const { t } = useTranslation('figure');
  return <span className={`verdict ${toneOf(code)}${isSmall ? ' small' : ''}`}><span aria-hidden="true">{icons[code] ?? <MinusCircleOutlined />}</span>{t(`verdicts.${code}`, { defaultValue: code })}</span>;
}

/** Restated(2) → the word and its number. */
export function statusOf(row: Pick<ProgressRow, 'status' | 'revision'>): { code: string; n: string } {
  const [, code = row.status, n] = /^(\w+?)(?:\((\d+)\))?$/.exec(row.status) ?? [];
  return { code, n: n ?? String(row.revision) };
}

const troubled = ['NoData', 'Partial', 'Stale', 'Invalid'];
const doubtful = ['Estimated', 'Reconcile', 'Frozen', 'Held', 'Greyed', 'Break'];

/** Whether somebody should look before signing: something is missing, late, wrong, estimated or in dispute. */
export const isDoubtful = (row: ProgressRow): boolean => isTroubled(row.status, row.marks) || Number(row.rejected) > 0;

/** The same of a figure of which no more is known. */
export const isTroubled = (status: string, marks: readonly string[]): boolean => troubled.includes(status.replace(/\(.*/, '')) || marks.some(m => doubtful.includes(m));

/** Why a figure is not to be trusted yet, in short words. */
export function useDoubts() {
  const { t } = useTranslation('figure');
  return (row: ProgressRow): string[] => {
    const { code } = statusOf(row);
    return [
      ...(troubled.includes(code) ? [t(`statuses.${code}`)] : []), ...row.marks.filter(m => doubtful.includes(m)).map(m => t(`marks.${m}`)),
      ...(Number(row.rejected) > 0 ? [t('rejected', { n: number(row.rejected) })] : []),
    ];
  };
}

export function Status({ row }: { row: ProgressRow }) {
  const { t } = useTranslation('figure');
  const { code, n } = statusOf(row);
  const isBad = troubled.includes(code);
  return (
    <span className="status">
      <span className={isBad ? 'warn strong' : 'quiet'} title={t(`statusHelp.${code}`, { defaultValue: '' })}>{isBad ? <ExclamationCircleFilled aria-hidden="true" /> : <ClockCircleOutlined aria-hidden="true" />} {t(`statuses.${code}`, { n, defaultValue: code })}</span>
      {row.marks.filter(m => m !== 'Rejected').map(m => <span key={m} className="mark-tag" title={t(`markHelp.${m}`, { defaultValue: '' })}>{t(`marks.${m}`, { defaultValue: m })}</span>)}
      {Number(row.rejected) > 0 && <span className="mark-tag">{t('rejected', { n: number(row.rejected) })}</span>}
    </span>
  );
}

export function useReasons() {
  const { t } = useTranslation('figure');
  return (reasons: readonly string[]): string => reasons.map(reason => {
    const [name = '', ...more] = reason.split(':');
    return [t(`reasons.${name}`, { defaultValue: name }), ...more].filter(Boolean).join(' ');
  }).join('; ');
}

const signs: Record<string, string> = { '>': '>', '>=': '≥', '=': '=', '<=': '≤', '<': '<' };

export function useTarget() {
  const { t } = useTranslation('figure');
  return (row: Pick<ProgressRow, 'target' | 'kind'>): string => {
    const { operator = '', threshold } = row.target ?? {};
    if (operator === 'done') return t('doneTarget');
    if (row.kind === 'composite') return t('allParts');
    if (!threshold) return '—';
    const unit = row.kind === 'ratio' ? '\u00a0%' : '';
    return operator === 'between' ? `${threshold.split(',').map(number).join('–')}${unit}` : `${signs[operator] ?? operator}\u00a0${number(threshold)}${unit}`;
  };
}

/** The figure itself as text: 71,3 %. */
export function useShown() {
  const { t } = useTranslation('figure');
  return (row: Pick<ProgressRow, 'display' | 'kind' | 'value' | 'percent'>): string => {
    if (row.kind === 'milestone' && row.value) return t(`values.${row.value}`, { defaultValue: row.value });
    return row.percent === null || row.percent === undefined ? display(row.display) : `${display(row.display)}\u00a0%`;
  };
}

const at = (text: string | number) => Math.min(100, Math.max(0, Number(text)));

/** A picture of the percentage against its target; the hatched part is what missing figures could change. The exact figure stands beside it. */
export function Bar({ percent: value, low, high, threshold, tone }: { percent: string; low?: string | null; high?: string | null; threshold?: string | null; tone: Tone }) {
  return (
    <svg className={`bar ${tone}`} viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">
      <rect className="bar-track" x="0" y="2" width="100" height="8" rx="2" />
      <rect className="bar-fill" x="0" y="2" width={at(value)} height="8" rx="2" />
      {low && high && low !== high && <rect className="bar-range" x={at(low)} y="2" width={at(high) - at(low)} height="8" />}
      {threshold?.split(',').map(limit => <line key={limit} className="bar-mark" x1={at(limit)} x2={at(limit)} y1="0" y2="12" vectorEffect="non-scaling-stroke" />)}
    </svg>
  );
}

/** The course of a figure, oldest first; gaps where there was none. */
export function Spark({ values, threshold }: { values: (number | null)[]; threshold?: number | null }) {
  const known = values.filter(v => v !== null);
  if (known.length < 2) return <span className="spark" />;
  const limits = threshold === null || threshold === undefined ? known : [...known, threshold];
  const [low, high] = [Math.min(...limits), Math.max(...limits)];
  const y = (v: number) => (high === low ? 10 : 18 - ((v - low) / (high - low)) * 16);
  const x = (i: number) => 2 + (i / Math.max(1, values.length - 1)) * 72;
  const lines: string[] = [];
  values.forEach((v, i) => {
    if (v === null) return;
    const before = i > 0 ? values[i - 1] : null;
    lines.push(`${before === null || before === undefined ? 'M' : 'L'}${x(i).toFixed(1)} ${y(v).toFixed(1)}`);
  });
  const last = values.findLastIndex(v => v !== null);
  return (
    <svg className="spark" viewBox="0 0 78 20" aria-hidden="true">
      {threshold !== null && threshold !== undefined && <line className="spark-target" x1="0" x2="78" y1={y(threshold)} y2={y(threshold)} />}
      <path d={lines.join('')} /><circle cx={x(last)} cy={y(values[last]!)} r="2.2" />
    </svg>
  );
}

export function Coverage({ row }: { row: ProgressRow }) {
  const { t } = useTranslation('figure');
  const { expected, received, weighted } = row.coverage;
  if (!Number(expected)) return <span className="quiet">—</span>;
  const cells = t('cells', { received: number(received), expected: number(expected) });
  if (received === expected) return <span className="quiet" title={cells}>{t('complete')}</span>;
  return (
    <span className="warn strong" title={cells}>
      {percent(weighted ?? String((100 * Number(received)) / Number(expected)))}
      {row.missingUnits.length > 0 && <small>{t('missing', { n: row.missingUnits.length })}</small>}
    </span>
  );
}
