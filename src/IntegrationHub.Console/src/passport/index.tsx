import { ArrowLeftOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Typography } from 'antd';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { api } from '../api/client';
import type { Lineage } from '../api/types';
import { Bar, Coverage, Status, toneOf, useReasons, useShown, useTarget, Verdict } from '../parts/figure';
import { day, instant, number } from '../parts/format';
import { useAddress, useScope, useScopedLink } from '../parts/scope';
import { Answered, Loading, Nothing } from '../parts/states';
import { TabBar } from '../parts/TabBar';
import { addWords, said } from '../parts/words';
import { codeOf, useLines, usePlanDetail, useProgress } from '../plan/figures';
import en from './en.json';
import { Ledger } from './Ledger';
import { Moved } from './Moved';
import { Needed } from './Needed';
import './passport.css';
import { Revisions } from './Revisions';
import { UnitShares } from './UnitShares';
import vi from './vi.json';

addWords('passport', vi, en);

const Course = lazy(() => import('./Course'));

/** Where a figure comes from: its units, its lines in the ledger, the runs that brought them and the records of the sources. */
export default function Passport() {
  const { t } = useTranslation('passport');
  const code = useParams()['*'] ?? '';
  const scope = useScope();
  const [search, change] = useAddress();
  const link = useScopedLink();
  const target = useTarget();
  const shown = useShown();
  const reasons = useReasons();
  const progress = useProgress(scope);
  const detail = usePlanDetail(scope.plan?.id).data;
  const lines = useLines(progress.data, detail);
  const whole = lines.flatMap(l => [l, ...l.parts]);
  const line = whole.find(l => codeOf(l.row) === code) ?? whole.find(l => l.row.indicator === code);
  const row = line?.row;
  const unit = scope.unit?.id;
  const hasNumbers = row?.kind === 'ratio';
  // The row's own link knows which units it is about (level:commune and the like).
  const asked = new URL(row?.lineage ?? '/', location.origin).searchParams.get('scope');
  const place = row && unit ? { code: codeOf(row), unit, period: row.period.id } : null;
  const about = row ? { calendar: row.period.calendar, scope: asked, plan: scope.plan?.id, asKnownAt: scope.asKnownAt } : {};
  const lineage = useQuery({
    queryKey: ['figures', 'lineage', place, about], enabled: place !== null,
    queryFn: ({ signal }) => api.get('/api/v1/indicators/{code}/values/{unit}/{period}/lineage', { path: place!, query: { ...about, limit: 60 }, signal }) as Promise<Lineage>,
  });
  return (
    <div className="passport">
      <nav aria-label={t('crumb')}><Link to={link('/')} className="back"><ArrowLeftOutlined /> {t('back')}</Link></nav>
      <Answered query={progress}>{() => !row || !line || !place ? <Nothing text={t('unknown', { code })} /> : (
        <>
          <header className="card passport-head">
            <div className="passport-title">
              <p className="quiet">{t('title')} · {said(scope.unit?.name)}</p>
              <Typography.Title level={1}>{row.title}</Typography.Title>
            </div>
            <div className="passport-figure">
              <p className="big"><b>{shown(row)}</b> <Verdict code={row.verdict} /></p>
              {row.percent && <Bar percent={row.percent} low={row.coverage.low} high={row.coverage.high} threshold={row.target?.threshold} tone={toneOf(row.verdict)} />}
              {row.numerator && row.denominator && row.kind === 'ratio' && (
                <p className="fraction"><span><small>{t('numerator')}</small><b>{number(row.numerator)}</b></span><span className="stroke" aria-hidden="true">/</span><span><small>{t('denominator')}</small><b>{number(row.denominator)}</b></span></p>
              )}
            </div>
            <dl className="facts">
              <Fact name={t('facts.target')}>{target(row)}{line.printed?.target && <small className="quiet">“{line.printed.target.asWritten}”</small>}</Fact>
              <Fact name={t('facts.period')}>{day(row.period.from)} – {day(row.period.to, -1)}</Fact>
              <Fact name={t('facts.status')}><Status row={row} /></Fact>
              <Fact name={t('facts.coverage')}><Coverage row={row} /></Fact>
              {row.sources.length > 0 && <Fact name={t('facts.sources')}><code>{row.sources.join(', ')}</code></Fact>}
              {row.recordedAt && <Fact name={t('facts.recorded')}>{instant(row.recordedAt)}</Fact>}
              {row.evidence?.document && <Fact name={t('facts.evidence')}>{row.evidence.document}{row.evidence.date ? ` (${day(row.evidence.date)})` : ''}</Fact>}
              {(lineage.data?.formula || lineage.isLoading) && <Fact name={t('facts.formula')}><code>{lineage.data?.formula ?? '…'}</code></Fact>}
              {line.printed && line.printed.lead.length > 0 && <Fact name={t('facts.lead')}>{line.printed.lead.join('; ')}</Fact>}
            </dl>
            {row.reasons.length > 0 && <p className="warn reasons">{reasons(row.reasons)}</p>}
            {lineage.isLoading && row.target?.threshold && <p className="needed" aria-hidden="true">…</p>}
            {lineage.data && <Needed needed={lineage.data.stillNeeded} target={target(row)} />}
          </header>
          {row.kind === 'composite' ? <Parts line={line} /> : hasNumbers ? (
            <TabBar
              label={t('title')} activeKey={search.get('tab') ?? 'units'} onChange={tab => change({ tab: tab === 'units' ? null : tab })}
              items={[
                { key: 'units', label: t('tabs.units'), children: <Answered query={lineage}>{data => <UnitShares lineage={data} scope={scope} code={place.code} threshold={row.target?.threshold ?? null} />}</Answered> },
                { key: 'ledger', label: t('tabs.ledger'), children: <Answered query={lineage}>{data => <Ledger first={data} scope={scope} ask={cursor => api.get('/api/v1/indicators/{code}/values/{unit}/{period}/lineage', { path: place, query: { ...about, limit: 60, cursor } }) as Promise<Lineage>} />}</Answered> },
                { key: 'moved', label: t('tabs.moved'), children: <Moved place={place} row={row} scope={scope} within={asked} /> },
                { key: 'trend', label: t('tabs.trend'), children: <Suspense fallback={<Loading />}><Course scope={scope} row={row} /></Suspense> },
                { key: 'revisions', label: t('tabs.revisions'), children: <Revisions plan={scope.plan!.id} code={place.code} unit={unit!} /> },
              ]}
            />
          ) : <Revisions plan={scope.plan!.id} code={place.code} unit={unit!} />}
        </>
      )}</Answered>
    </div>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return <div><dt>{name}</dt><dd>{children}</dd></div>;
}

function Parts({ line }: { line: ReturnType<typeof useLines>[number] }) {
  const link = useScopedLink();
  const shown = useShown();
  const target = useTarget();
  return (
    <ul className="card parts">
      {line.parts.map(part => (
        <li key={part.key}><Link to={link(`/figures/${encodeURIComponent(codeOf(part.row))}`)}>{part.row.title}</Link><span className="quiet">{target(part.row)}</span><b>{shown(part.row)}</b><Verdict code={part.row.verdict} /></li>
      ))}
    </ul>
  );
}
