import { ApartmentOutlined } from '@ant-design/icons';
import { Fragment, memo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Progress, ProgressRow } from '../api/types';
import { Bar, Coverage, isDoubtful, Spark, Status, toneOf, useReasons, useShown, useTarget, Verdict } from '../parts/figure';
import { day, daysBetween, display, isoDay, number, percent, points } from '../parts/format';
import { useScopedLink } from '../parts/scope';
import { useClock } from '../parts/session';
import { codeOf, keyOf, type Line, type TrendPoint } from './figures';
import type { Columns } from './columns';

interface Given {
  lines: Line[];
  columns: Columns;
  trend: Map<string, TrendPoint[]> | undefined;
  against: Progress | undefined;
  /** In another order than the plan's: then without its groups. */
  isSorted: boolean;
  onUnits: (code: string) => void;
}

const roman = ['I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII'];

/** Plain HTML on purpose: forty rows of a component library's table cost ten times the time, and this one prints. */
export const PlanTable = memo(function PlanTable({ lines, columns, trend, against, isSorted, onUnits }: Given) {
  const { t } = useTranslation('plan');
  const others = new Map(against?.rows.map(r => [keyOf(r as ProgressRow), r as ProgressRow]));
  const width = 5 + Number(columns.coverage) + Number(columns.status) + Number(columns.trend) + Number(columns.lead) + (against ? 1 : 0);
  let group = '';
  let groups = 0;
  if (lines.length === 0) return <div className="card empty-table">{t('rows.none')}</div>;
  return (
    <div className="card table-card">
      <table className="plan-table">
        <thead>
          <tr>
            <th scope="col" className="no"><span className="sr">#</span></th>
            <th scope="col">{t('indicator')}</th>
            <th scope="col" className="right">{t('target')}</th>
            <th scope="col" className="result">{t('result')}</th>
            <th scope="col">{t('verdict')}</th>
            {against && <th scope="col" className="right">{t('against')}</th>}
            {columns.trend && <th scope="col">{t('trend')}</th>}
            {columns.coverage && <th scope="col">{t('coverage')}</th>}
            {columns.status && <th scope="col">{t('status')}</th>}
            {columns.lead && <th scope="col">{t('lead')}</th>}
          </tr>
        </thead>
        <tbody>
          {lines.map(line => {
            const isNew = !isSorted && line.group !== group;
            if (isNew) { group = line.group; groups++; }
            const given = { columns, trend, others: against ? others : undefined, onUnits };
            return (
              <Fragment key={line.key}>
                {isNew && <tr className="group"><th colSpan={width} scope="rowgroup">{roman[groups - 1] ?? groups}. {t(`groups.${line.group}`, { defaultValue: line.group })}</th></tr>}
                <Row line={line} {...given} />
                {line.parts.map(part => <Row key={part.key} line={part} isPart {...given} />)}
              </Fragment>
            );
          })}
        </tbody>
      </table>
    </div>
  );
});

function Row({ line, isPart, columns, trend, others, onUnits }: { line: Line; isPart?: boolean; columns: Columns; trend: Given['trend']; others: Map<string, ProgressRow> | undefined; onUnits: Given['onUnits'] }) {
  const { t } = useTranslation('plan');
  const { t: word } = useTranslation('figure');
  const target = useTarget();
  const shown = useShown();
  const reasons = useReasons();
  const link = useScopedLink();
  const clock = useClock();
  const { row, printed } = line;
  const due = printed?.target?.due;
  const { low, high } = row.coverage;
  const path = `/figures/${encodeURIComponent(codeOf(row))}`;
  return (
    <tr className={[isPart ? 'part' : '', row.marks.includes('Greyed') ? 'greyed' : '', isDoubtful(row) ? 'doubtful' : ''].join(' ')}>
      <td className="no">{line.no}</td>
      <th scope="row" className="title">
        <span className="title-text" title={row.title}>{row.title}</span>
        {row.reasons.length > 0 && <small className="warn">{reasons(row.reasons)}</small>}
        {due && <small className={row.verdict === 'NotMet' ? 'bad' : 'quiet'}>{t('rows.due', { day: day(due) })}{clock.isKnown && row.value !== 'done' ? ` · ${daysBetween(isoDay(clock.now()), due) >= 0 ? t('summary.left', { n: daysBetween(isoDay(clock.now()), due) }) : t('summary.over', { n: -daysBetween(isoDay(clock.now()), due) })}` : ''}</small>}
      </th>
      <td className="right target" data-label={t('target')}>{target(row)}</td>
      <td className="result" data-label={t('result')}>
        <div className="measure">
          {row.percent !== null && row.percent !== undefined && <Bar percent={row.percent} low={low} high={high} threshold={row.target?.threshold} tone={toneOf(row.verdict)} />}
          <Link className="figure" to={link(path)} aria-label={`${word('openPassport', { title: row.title })}: ${shown(row)}`}>{shown(row)}</Link>
          {row.denominator && !isPart && row.kind === 'ratio'
            ? <button type="button" className="icon-button no-print" aria-label={t('rows.units', { title: row.title })} title={t('units.title')} onClick={() => onUnits(codeOf(row))}><ApartmentOutlined /></button> : null}
        </div>
        {row.denominator && row.kind === 'ratio' && <small className="quiet">{number(row.numerator!)} / {number(row.denominator)}{low && high && low !== high ? ` · ${word('between', { low: percent(low), high: percent(high) })}` : ''}</small>}
        {row.kind === 'composite' && <small className="quiet">{word('partsMet')}</small>}
      </td>
      <td data-label={t('verdict')} className="verdict-cell">
        <Verdict code={row.verdict} />
        {row.mandateVerdict && row.mandateVerdict !== row.verdict && <small className="quiet">{word('mandate')}: {word(`verdicts.${row.mandateVerdict}`)}</small>}
      </td>
      {others && <Against row={row} other={others.get(line.key)} />}
      {columns.trend && <Trend points={trend?.get(line.key)} threshold={row.target?.threshold} />}
      {columns.coverage && <td data-label={t('coverage')}><Coverage row={row} /></td>}
      {columns.status && <td data-label={t('status')}><Status row={row} /></td>}
      {columns.lead && <td data-label={t('lead')} className="lead">{isPart ? '' : printed?.lead.join('; ')}</td>}
    </tr>
  );
}

function Against({ row, other }: { row: ProgressRow; other: ProgressRow | undefined }) {
  const { t } = useTranslation('plan');
  const { t: word } = useTranslation('figure');
  const shown = useShown();
  if (!other) return <td className="right quiet" data-label={t('against')}>—</td>;
  const hasBoth = row.percent && other.percent;
  const difference = hasBoth ? Number(row.percent) - Number(other.percent) : null;
  return (
    <td className="right" data-label={t('against')}>
      {shown(other)}
      {difference !== null && <small className={difference > 0 ? 'good' : difference < 0 ? 'bad' : 'quiet'}>{difference > 0 ? '▲' : difference < 0 ? '▼' : '＝'} {points(difference.toFixed(6))} {word('points')}</small>}
    </td>
  );
}

function Trend({ points: course, threshold }: { points: TrendPoint[] | undefined; threshold: string | null | undefined }) {
  const { t } = useTranslation('plan');
  const { t: word } = useTranslation('figure');
  const known = course?.filter(p => p.percent !== null) ?? [];
  const [before, last] = known.slice(-2);
  if (!course || !before || !last) return <td data-label={t('trend')} className="trend" />;
  const difference = last.percent! - before.percent!;
  const values = course.map(p => `${p.period.slice(-2)}: ${display(p.display)}`).join(' · ');
  return (
    <td data-label={t('trend')} className="trend" title={t('rows.months', { values })}>
      <Spark values={course.map(p => p.percent)} threshold={threshold ? Number(threshold.split(',')[0]) : null} />
      <span className="quiet trend-step">{difference > 0.05 ? '↗' : difference < -0.05 ? '↘' : '→'} {points(difference.toFixed(6))}<span className="sr"> {word('points')}</span></span>
    </td>
  );
}
