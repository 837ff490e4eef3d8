import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProgressRow } from '../api/types';
import { useIsDark } from '../app/theme';
import Chart from '../parts/Chart';
import { chartLook } from '../parts/chartLook';
import { display, number } from '../parts/format';
import type { Scope } from '../parts/scope';
import { Answered, Nothing } from '../parts/states';
import { keyOf, useTrend } from '../plan/figures';

/** The months of the year, each for itself, against the target. */
export default function Course({ scope, row }: { scope: Scope; row: ProgressRow }) {
  const { t } = useTranslation('passport');
  const isDark = useIsDark();
  const trend = useTrend(scope, true);
  const course = trend.data?.get(keyOf(row)) ?? [];
  const months = course.map(p => p.period.replace(/^(\d+)-M(\d+)$/, '$2/$1'));
  const limit = row.target?.threshold ? Number(row.target.threshold.split(',')[0]) : null;
  const option = useMemo(() => {
    const look = chartLook();
    const known = course.flatMap(p => (p.percent === null ? [] : [p.percent]));
    const low = Math.min(...known, limit ?? 100);
    return {
      grid: { left: 52, right: 70, top: 20, bottom: 30 }, tooltip: { ...look.tooltip, trigger: 'axis', formatter: (given: { dataIndex: number }[]) => `${months[given[0]!.dataIndex]}: ${display(course[given[0]!.dataIndex]!.display)} %` },
      xAxis: { type: 'category', data: months, axisLabel: { color: look.soft }, axisLine: { lineStyle: { color: look.line } }, axisTick: { show: false } },
      yAxis: { type: 'value', min: Math.max(0, Math.floor((low - 5) / 10) * 10), max: 100, axisLabel: { color: look.soft, formatter: (v: number) => `${number(v)} %` }, splitLine: { lineStyle: { color: look.line } } },
      series: [{
        type: 'line', data: course.map(p => p.percent), symbolSize: 7, lineStyle: { width: 2, color: look.accent }, itemStyle: { color: look.accent }, connectNulls: false,
        markLine: limit === null ? undefined : { silent: true, symbol: 'none', lineStyle: { color: look.soft, type: 'dashed' }, label: { color: look.soft, formatter: `${t('trend.target')} ${number(limit)}` }, data: [{ yAxis: limit }] },
      }],
    };
  }, [course, isDark, limit, t]);
  return <Answered query={trend}>{() => course.filter(p => p.percent !== null).length < 2 ? <Nothing text={t('trend.none')} /> : (
    <div className="card chart-card">
      <Chart option={option} height={320} label={t('trend.chart', { text: course.map((p, i) => `${months[i]} ${display(p.display)}`).join(', ') })} />
      <div className="scroll" tabIndex={0}><table className="lines months"><thead><tr><th scope="col">{t('trend.month')}</th>{months.map(m => <th scope="col" key={m} className="right">{m}</th>)}</tr></thead><tbody><tr><th scope="row">%</th>{course.map(p => <td key={p.period} className="right">{display(p.display)}</td>)}</tr></tbody></table></div>
    </div>
  )}</Answered>;
}
