import { Segmented, Typography } from 'antd';
import { lazy, Suspense, useCallback, useDeferredValue, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { day, instant } from '../parts/format';
import { useAddress, usePlans, useScope } from '../parts/scope';
import { Answered, Loading, Nothing } from '../parts/states';
import { addWords, said } from '../parts/words';
import en from './en.json';
import { Exports } from './Exports';
import { selectLines, useLines, usePlanDetail, useProgress, useTrend } from './figures';
import { FilterBar, readFilters } from './FilterBar';
import './plan.css';
import { PlanTable } from './PlanTable';
import { Summary } from './Summary';
import { UnitCompare } from './UnitCompare';
import { usePlanColumns } from './columns';
import vi from './vi.json';

addWords('plan', vi, en);

const Matrix = lazy(async () => ({ default: (await import('./Matrix')).Matrix }));

export default function Plan() {
  const { t } = useTranslation('plan');
  const plans = usePlans();
  const scope = useScope();
  const [search, change] = useAddress();
  const progress = useProgress(scope);
  const detail = usePlanDetail(scope.plan?.id).data;
  const [columns, chooseColumns] = usePlanColumns();
  // The table is drawn again in pieces when the courses of its figures have come.
  const trend = useDeferredValue(useTrend(scope, columns.trend && progress.data !== undefined).data);
  const againstPeriod = search.get('against');
  const other = useProgress(scope, { period: againstPeriod, isOn: againstPeriod !== null }).data;
  const against = againstPeriod ? other : undefined;
  const lines = useLines(progress.data, detail);
  const filters = readFilters(search);
  // Letters appear at once; the table follows when there is time.
  const text = useDeferredValue(filters.text);
  const shown = useMemo(() => selectLines(lines, { ...filters, text }), [lines, text, filters.verdict, filters.doubtful, filters.sort]);
  const isTableThere = useDeferredValue(progress.data !== undefined && detail !== undefined);
  const compare = useCallback((code: string) => change({ units: code }, { push: true }), [change]);
  const compared = search.get('units');
  const isMatrix = search.get('table') === 'units';
  const [opened, setOpened] = useState<string | null>(compared);
  useEffect(() => { if (compared) setOpened(compared); }, [compared]);

  if (plans.data === undefined) return <Answered query={plans}>{() => null}</Answered>;
  if (!scope.plan) return <Nothing text={t('rows.noPlans')} />;
  const rows = progress.data?.rows ?? [];
  const to = rows.filter(r => r.denominator && r.status !== 'Open').map(r => r.period.to).sort().at(-1);
  const about = [
    scope.plan.number && `${scope.plan.number}${scope.plan.date ? ` (${day(scope.plan.date)})` : ''}`, said(scope.unit?.name), to && t('about.to', { day: day(to, -1) }),
    scope.asKnownAt ? t('about.known', { day: day(scope.asKnownAt) }) : progress.data && t('about.recorded', { at: instant(progress.data.asOf) }), scope.view && t('about.asNow'),
  ];
  return (
    <div className="plan">
      <header className="plan-head">
        <div className="grow">
          <Typography.Title level={1}>{said(scope.plan.title)}</Typography.Title>
          <p className="about">{about.filter(Boolean).map((fact, i) => <span key={i}>{fact}</span>)}</p>
        </div>
        <Exports scope={scope} />
      </header>
      <Answered query={progress} rows={14}>{() => lines.length === 0 ? <Nothing text={t('rows.empty')} /> : (
        <>
          <Summary scope={scope} lines={lines} />
          <FilterBar scope={scope} filters={filters} shown={shown.length} all={lines.length} columns={columns} onColumns={chooseColumns} />
          {scope.units.length > 1 && <Segmented
            className="table-choice no-print" aria-label={t('matrix.choice')} value={isMatrix ? 'units' : 'figures'} onChange={value => change({ table: value === 'units' ? value : null }, { push: true })}
            options={[{ value: 'figures', label: t('matrix.figures') }, { value: 'units', label: t('matrix.title') }]}
          />}
          {isMatrix ? <Suspense fallback={<Loading />}><Matrix scope={scope} lines={shown} /></Suspense> : isTableThere && detail ? <PlanTable lines={shown} columns={columns} trend={trend} against={against} isSorted={filters.sort !== null} onUnits={compare} /> : <Loading />}
        </>
      )}</Answered>
      {opened && <UnitCompare key={opened} code={opened} isOpen={compared !== null} scope={scope} lines={lines} onClose={() => change({ units: null })} />}
    </div>
  );
}
