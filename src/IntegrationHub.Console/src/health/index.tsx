import { useQuery } from '@tanstack/react-query';
import { Button, Switch, Table } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { send } from '../api/client';
import type { IndicatorStanding, QueueStanding, SourceHealth, SourcesHealth } from '../api/types';
import { useCodes } from '../codes';
import { day, daysBetween, instant, isoDay, number, span } from '../parts/format';
import { usePolling } from '../parts/live';
import { Fresh, Head, Mark, When, type Tone } from '../parts/marks';
import { useAddress, useScopedLink } from '../parts/scope';
import { useClock } from '../parts/session';
import { Answered, Loading, Nothing } from '../parts/states';
import { addWords, said } from '../parts/words';
import { useSourcesHealth } from '../sources/queries';
import { Alerts, useAlerts } from './Alerts';
import en from './en.json';
import './health.css';
import { Parked } from './Parked';
import vi from './vi.json';

addWords('health', vi, en);

export default function Health() {
  const { t } = useTranslation('health');
  const health = useSourcesHealth();
  const alerts = useAlerts();
  const below = <><Figures /><Queues /><Parked /></>;
  return (
    <>
      <Head title={t('title')} about={t('about')} />
      {/* From the top down: what comes in later does not push away what is being read. */}
      {alerts.isPending ? <Loading /> : <Answered query={health}>{data => <><Overall health={data} /><Alerts alerts={alerts} /><Board sources={data.sources} />{below}</>}</Answered>}
      {!health.isPending && health.data === undefined && below}
    </>
  );
}

const tones: Record<string, Tone> = { healthy: 'good', degraded: 'warn', unhealthy: 'bad' };

function Overall({ health }: { health: SourcesHealth }) {
  const { t } = useTranslation('health');
  const late = health.sources.filter(s => s.forecast?.willBeLate);
  const stale = health.sources.filter(s => s.isStale || s.state === 'failed' || s.state === 'broken-off');
  return (
    <section className="sheet overall" aria-label={t('overall')}>
      <p><Mark tone={tones[health.status] ?? 'warn'}>{t(`status.${health.status}`)}</Mark></p>
      <ul>
        {stale.map(s => <li key={s.id}><Mark tone={s.state === 'failed' ? 'bad' : 'late'}><Link to={`/sources/${encodeURIComponent(s.id)}`}>{said(s.name)}</Link></Mark> {s.ageMinutes != null ? t('behind', { time: span(s.ageMinutes) }) : t('neverRead')}{s.nextDeadline && ` · ${t('dueBefore', { day: day(s.nextDeadline.lastDay) })}`}</li>)}
        {late.filter(s => !stale.includes(s)).map(s => <li key={s.id}><Mark tone="late"><Link to={`/sources/${encodeURIComponent(s.id)}`}>{said(s.name)}</Link></Mark> {said(s.forecast!.text)}{s.nextDeadline && ` · ${t('dueBefore', { day: day(s.nextDeadline.lastDay) })}`}</li>)}
      </ul>
      <p className="checks">{health.checks.map(check => <Mark key={check.name} tone={check.status === 'healthy' ? 'good' : check.status === 'degraded' ? 'warn' : 'bad'}>{t(`check.${check.name}`, check.name)}{check.description ? `: ${check.description}` : ''}</Mark>)}</p>
    </section>
  );
}

/** Each source against the report that its figures go into next. */
function Board({ sources }: { sources: SourceHealth[] }) {
  const { t } = useTranslation('health');
  const codes = useCodes();
  const clock = useClock();
  const today = isoDay(clock.now());
  const rank = (s: SourceHealth) => (s.state === 'failed' ? 0 : s.isStale ? 1 : s.forecast?.willBeLate ? 2 : 3);
  if (sources.length === 0) return <Nothing text={t('noSources')} />;
  return (
    <section className="sheet"><h2>{t('board')}</h2>
      <Table<SourceHealth>
        size="small" pagination={false} rowKey="id" dataSource={[...sources].sort((a, b) => rank(a) - rank(b))} scroll={{ x: 'max-content' }}
        columns={[
          { title: t('source'), render: (_, s) => <Link to={`/sources/${encodeURIComponent(s.id)}`}>{said(s.name)}</Link>, className: 'name-cell' },
          { title: t('state'), render: (_, s) => <><Mark tone={s.state === 'failed' || s.state === 'broken-off' ? 'bad' : s.isStale ? 'late' : s.state === 'running' ? 'busy' : s.state === 'ok' ? 'good' : 'quiet'}>{t(`states.${s.isStale && s.state === 'ok' ? 'stale' : s.state}`, s.state)}</Mark>{s.errorCode && s.state === 'failed' && <div className="small">{codes(s.errorCode).title}</div>}</> },
          { title: t('age'), align: 'right', render: (_, s) => <Fresh value={s.lastSuccessAt}>{s.ageMinutes != null ? <span title={s.lastSuccessAt ? instant(s.lastSuccessAt, true) : undefined} className={s.isStale ? 'warn strong' : undefined}>{span(s.ageMinutes)}</span> : '—'}</Fresh> },
          { title: t('objective'), align: 'right', render: (_, s) => (s.objectiveMinutes != null ? span(s.objectiveMinutes) : '—') },
          { title: t('confirmedTo'), render: (_, s) => { const d = s.streams.map(x => x.confirmedTo).filter((x): x is string => x != null).sort()[0]; return d ? day(d) : '—'; } },
          { title: t('deadline'), render: (_, s) => (s.nextDeadline ? <>{day(s.nextDeadline.lastDay)}<div className="small quiet">{t('inDays', { n: daysBetween(today, s.nextDeadline.lastDay) })} · {t('needsTo', { day: day(s.nextDeadline.dataTo) })}</div></> : '—') },
          { title: t('forecast'), render: (_, s) => (s.forecast ? <><Mark tone={s.forecast.willBeLate ? 'late' : 'good'}>{t(s.forecast.willBeLate ? 'willBeLate' : 'inTime')}</Mark><div className="small quiet">{said(s.forecast.text)}{s.forecast.expectedAt && s.forecast.reason === 'expected' ? ` (${instant(s.forecast.expectedAt)})` : ''}</div></> : '—') },
          { title: t('waiting'), align: 'right', render: (_, s) => number(s.pending) },
        ]}
      />
    </section>
  );
}

function Figures() {
  const { t } = useTranslation('health');
  const [search, change] = useAddress();
  const link = useScopedLink();
  const isAll = search.get('figures') === 'all';
  const figures = useQuery({ queryKey: ['health', 'indicators', isAll], refetchInterval: usePolling(30), queryFn: ({ signal }) => send<IndicatorStanding[]>('GET', `/health/indicators${isAll ? '' : '?late=true'}`, { signal }) });
  return (
    <section className="sheet"><h2>{t('figures')}</h2>
      <p><label><Switch size="small" checked={isAll} onChange={value => change({ figures: value ? 'all' : null })} aria-label={t('allFigures')} /> {t('allFigures')}</label></p>
      <Answered query={figures} rows={3}>{rows => rows.length === 0 ? <p><Mark tone="good">{t('noFigureLate')}</Mark></p> : (
        <Table<IndicatorStanding>
          size="small" rowKey={r => `${r.plan}|${r.indicator}`} dataSource={rows} scroll={{ x: 'max-content' }} pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
          columns={[
            { title: t('indicator'), render: (_, r) => <Link to={link('/', { plan: r.plan })}>{r.title}</Link>, className: 'name-cell' },
            { title: t('deadline'), render: (_, r) => day(r.deadline.lastDay) },
            { title: t('confirmedTo'), render: (_, r) => (r.confirmedTo ? day(r.confirmedTo) : '—') },
            { title: t('forecast'), render: (_, r) => <><Mark tone={r.forecast.willBeLate ? 'late' : 'good'}>{t(r.forecast.willBeLate ? 'willBeLate' : 'inTime')}</Mark><div className="small quiet">{said(r.forecast.text)}</div></> },
            { title: t('from'), render: (_, r) => r.sources.map(s => <div key={s}><Link to={`/sources/${encodeURIComponent(s.split('/')[0]!)}`}>{s}</Link></div>) },
          ]}
        />
      )}</Answered>
    </section>
  );
}

function Queues() {
  const { t } = useTranslation('health');
  const queues = useQuery({ queryKey: ['health', 'queues'], refetchInterval: usePolling(5), queryFn: ({ signal }) => send<QueueStanding[]>('GET', '/health/queues', { signal }) });
  return (
    <section className="sheet"><h2>{t('queues')}</h2>
      <Answered query={queues} rows={3}>{rows => (
        <Table<QueueStanding>
          size="small" pagination={false} rowKey={q => `${q.stage}|${q.of ?? ''}`} dataSource={rows} scroll={{ x: 'max-content' }}
          columns={[
            { title: t('stage'), dataIndex: 'stage', render: (stage: string, q) => <>{t(`stages.${stage}`, stage)}{q.of && <> · <code>{q.of}</code></>}</> },
            { title: t('depth'), align: 'right', render: (_, q) => <Fresh value={q.depth}><span className={q.depth > 0 && (q.stage === 'parked' || q.stage === 'dead-letters') ? 'bad strong' : undefined}>{number(q.depth)}{q.most ? ` / ${number(q.most)}` : ''}</span></Fresh> },
            { title: t('oldest'), render: (_, q) => <When at={q.oldestAt} /> },
            { title: t('means'), render: (_, q) => <span className="means small quiet">{t(`aboutStage.${q.stage}`, '')}</span> },
          ]}
        />
      )}</Answered>
      <p><Button type="link" href="/readyz" target="_blank" rel="noreferrer">{t('readyz')}</Button></p>
    </section>
  );
}
