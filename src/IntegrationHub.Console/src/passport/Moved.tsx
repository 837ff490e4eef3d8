import { useQuery } from '@tanstack/react-query';
import { DatePicker, Segmented, Select } from 'antd';
import dayjs from 'dayjs';
import { lazy, Suspense, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import { Problem } from '../api/problem';
import type { FigureMovement, ProgressRow } from '../api/types';
import { useIsDark } from '../app/theme';
import { useReasons } from '../parts/figure';
import { chartLook } from '../parts/chartLook';
import { day, display, instant, number, periodName } from '../parts/format';
import { useAddress, type Scope } from '../parts/scope';
import { useClock } from '../parts/session';
import { Answered, Failed, Loading } from '../parts/states';

const Chart = lazy(() => import('../parts/Chart'));

interface Place { code: string; unit: string; period: string }

/** Quarters and months of the plan's year that may be compared. */
const periodsOf = (year: number) => [...[1, 2, 3, 4].map(n => `${year}-Q${n}`), `${year}-H1`, `${year}-9M`, ...Array.from({ length: 12 }, (_, i) => `${year}-M${String(i + 1).padStart(2, '0')}`)];

/** Why the figure is another than in a period, or at an instant, before: the difference by cause, with nothing left over. */
export function Moved({ place, row, scope, within }: { place: Place; row: ProgressRow; scope: Scope; within: string | null }) {
  const { t } = useTranslation('passport');
  const [search, change] = useAddress();
  const clock = useClock();
  const year = scope.plan!.year;
  const now = search.get('moved') ?? row.period.id;
  const since = search.get('since') ?? (row.period.id.length === 7 ? `${year - 1}-Q4` : `${year}-Q1`);
  const isInstant = /^\d{4}-\d{2}-\d{2}$/.test(since);
  const movement = useQuery({
    queryKey: ['figures', 'movement', place, now, since, scope.view, within], retry: false,
    queryFn: ({ signal }) => api.get('/api/v1/indicators/{code}/values/{unit}/{period}/movement', {
      path: { ...place, period: now }, query: { against: since, calendar: row.period.calendar, scope: within, view: scope.view, asKnownAt: scope.asKnownAt }, signal,
    }) as Promise<FigureMovement>,
  });
  return (
    <>
      <div className="units-bar">
        <Select aria-label={t('facts.period')} value={now} onChange={value => change({ moved: value === row.period.id ? null : value })} popupMatchSelectWidth={false} options={[{ value: row.period.id, label: `${day(row.period.from)} – ${day(row.period.to, -1)}` }, ...periodsOf(year).map(value => ({ value, label: periodName(value) }))]} />
        <span>{t('moved.against')}</span>
        <Segmented value={isInstant ? 'at' : 'period'} onChange={value => change({ since: value === 'at' ? dayjs(clock.now()).subtract(1, 'day').format('YYYY-MM-DD') : `${year}-Q1` })} options={[{ value: 'period', label: t('facts.period') }, { value: 'at', label: t('moved.at') }]} />
        {isInstant
          ? <DatePicker aria-label={t('moved.at')} format="DD/MM/YYYY" allowClear={false} value={dayjs(since)} onChange={value => value && change({ since: value.format('YYYY-MM-DD') })} />
          : <Select aria-label={t('moved.against')} value={since} onChange={value => change({ since: value })} popupMatchSelectWidth={false} options={periodsOf(year).map(value => ({ value, label: periodName(value) }))} />}
      </div>
      {movement.error instanceof Problem && movement.error.status === 400 ? <Failed fault={movement.error} /> : <Answered query={movement}>{data => <Waterfall data={data} />}</Answered>}
    </>
  );
}

function Waterfall({ data }: { data: FigureMovement }) {
  const { t } = useTranslation('passport');
  const { t: word } = useTranslation('figure');
  const reasons = useReasons();
  const isDark = useIsDark();
  const parts = data.parts.map(p => ({ ...p, value: fraction(p.points), name: t(`moved.causes.${p.cause}`, { defaultValue: p.cause }) + (p.isJoined ? ` (${t('moved.joined')})` : '') }));
  const [from, to] = [data.from.percent, data.to.percent].map(Number);
  const steps = [{ name: t('moved.from'), text: `${display(data.from.display)} %` }, ...parts.map(p => ({ name: p.name, text: signed(p.display) })), { name: t('moved.to'), text: `${display(data.to.display)} %` }];
  const option = useMemo(() => {
    const look = chartLook();
    let level = from ?? 0;
    const bars = [{ base: 0, value: from ?? 0, color: look.quiet }];
    for (const part of parts) {
      bars.push({ base: Math.min(level, level + part.value), value: Math.abs(part.value), color: part.value >= 0 ? look.good : look.bad });
      level += part.value;
    }
    bars.push({ base: 0, value: to ?? 0, color: look.accent });
    const low = Math.min(...bars.slice(1, -1).map(b => b.base), from ?? 0, to ?? 0);
    return {
      grid: { left: 52, right: 16, top: 26, bottom: 36 }, tooltip: { ...look.tooltip, trigger: 'axis', formatter: (given: { dataIndex: number }[]) => `${steps[given[0]!.dataIndex]!.name}: ${steps[given[0]!.dataIndex]!.text}` },
      xAxis: { type: 'category', data: steps.map(s => s.name), axisLabel: { color: look.soft, interval: 0, width: 110, overflow: 'break' }, axisLine: { lineStyle: { color: look.line } }, axisTick: { show: false } },
      yAxis: { type: 'value', min: Math.max(0, Math.floor(low - 2)), axisLabel: { color: look.soft, formatter: (v: number) => `${number(v)} %` }, splitLine: { lineStyle: { color: look.line } } },
      series: [
        { type: 'bar', stack: 'steps', silent: true, itemStyle: { color: 'transparent' }, data: bars.map(b => b.base) },
        { type: 'bar', stack: 'steps', barMaxWidth: 64, data: bars.map((b, i) => ({ value: b.value, itemStyle: { color: b.color, borderRadius: 3 }, label: { show: true, position: 'top', color: look.ink, formatter: steps[i]!.text } })) },
      ],
    };
    // The colours are those of the theme.
  }, [data, isDark, steps.map(s => s.name).join()]);
  if (data.points === null || !data.from.percent || !data.to.percent) return <p className="warn">{t('moved.cannot', { why: reasons([...data.from.reasons, ...data.to.reasons, ...data.reasons]) || '—' })}</p>;
  const text = steps.map(s => `${s.name} ${s.text}`).join(', ');
  return (
    <div className="card chart-card">
      <p className="moved-line">
        <span>{data.from.period.id === data.to.period.id ? instant(data.from.asOf) : periodName(data.from.period.id)}: <b>{display(data.from.display)} %</b></span>
        {parts.filter(p => p.value !== 0).map(p => <span key={p.cause}>{signed(p.display)} {p.name.toLowerCase()}</span>)}
        <span>→ {periodName(data.to.period.id)}: <b>{display(data.to.display)} %</b> <span className="quiet">({signed(data.display ?? '0')} {word('points')})</span></span>
      </p>
      {parts.every(p => p.value === 0) ? <p className="quiet">{t('moved.none')}</p> : <Suspense fallback={<Loading />}><Chart option={option} height={300} label={t('moved.chart', { text })} /></Suspense>}
    </div>
  );
}

const signed = (text: string) => (/^[+-]/.test(text) ? `${text.startsWith('-') ? '−' : '+'}${number(text.slice(1))}` : number(text));

/** The answer is an exact fraction; a bar is as long as its value. */
const fraction = (text: string) => {
  const [n = '0', d = '1'] = text.split('/');
  return Number(n) / Number(d);
};

