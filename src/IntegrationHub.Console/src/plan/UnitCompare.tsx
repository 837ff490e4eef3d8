import { useQuery } from '@tanstack/react-query';
import { Drawer, Empty, Input, Segmented } from 'antd';
import { lazy, Suspense, useDeferredValue, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api } from '../api/client';
import type { Lineage } from '../api/types';
import { Bar, useTarget } from '../parts/figure';
import { display, number } from '../parts/format';
import { useScopedLink, type Scope } from '../parts/scope';
import { Answered, Loading } from '../parts/states';
import { said } from '../parts/words';
import { codeOf, type Line } from './figures';
import { useBoundaries } from './boundaries';

const UnitMap = lazy(() => import('./UnitMap'));

export interface UnitValue { id: string; name: string; numerator: string | null; denominator: string | null; percent: number | null; shown: string; isBelow: boolean }

/** Above so many the list is drawn in pieces. */
const piece = 60;

/** One indicator over all units that its figure is made of: a map where there are boundaries, tiles, and a list. */
export function UnitCompare({ code, isOpen, scope, lines, onClose }: { code: string; isOpen: boolean; scope: Scope; lines: Line[]; onClose: () => void }) {
  const { t } = useTranslation('plan');
  const row = lines.flatMap(l => [l, ...l.parts]).find(l => codeOf(l.row) === code)?.row;
  const target = useTarget();
  const unit = scope.unit?.id;
  const lineage = useQuery({
    queryKey: ['figures', 'units', code, unit, row?.period.id, scope.calendar, scope.asKnownAt], enabled: row !== undefined && unit !== undefined,
    queryFn: ({ signal }) => api.get('/api/v1/indicators/{code}/values/{unit}/{period}/lineage', {
      path: { code, unit: unit!, period: row!.period.id }, query: { calendar: row!.period.calendar, plan: scope.plan?.id, asKnownAt: scope.asKnownAt, limit: 1 }, signal,
    }) as Promise<Lineage>,
  });
  return (
    <Drawer open={isOpen} onClose={onClose} size="min(1040px, 100vw)" title={t('units.title')} destroyOnHidden>
      {row && <><p className="units-title">{row.title} <b>{target(row)}</b></p><Answered query={lineage}>{data => <Units data={data} scope={scope} target={target(row)} threshold={row.target?.threshold ?? null} operator={row.target?.operator ?? ''} />}</Answered></>}
    </Drawer>
  );
}

function Units({ data, scope, target, threshold, operator }: { data: Lineage; scope: Scope; target: string; threshold: string | null; operator: string }) {
  const { t } = useTranslation('plan');
  const [layout, setLayout] = useState<'map' | 'grid' | 'list' | null>(null);
  const [text, setText] = useState('');
  const wanted = useDeferredValue(text.trim().toLowerCase());
  const units = useMemo(() => {
    const names = new Map(scope.units.map(u => [u.id, said(u.name)]));
    const limit = threshold ? Number(threshold.split(',')[0]) : null;
    return data.contributions.map((c): UnitValue => {
      const percent = c.denominator && Number(c.denominator) !== 0 ? (100 * Number(c.numerator)) / Number(c.denominator) : null;
      const isBelow = percent !== null && limit !== null && (operator === '>' ? percent <= limit : operator === '>=' || operator === '=' ? percent < limit : operator === '<' ? percent >= limit : operator === '<=' ? percent > limit : false);
      return { id: c.unit, name: names.get(c.unit) ?? c.unit, numerator: c.numerator ?? null, denominator: c.denominator ?? null, percent, shown: c.display, isBelow };
    }).sort((a, b) => (a.percent ?? 101) - (b.percent ?? 101));
  }, [data, scope.units, threshold, operator]);
  const boundaries = useBoundaries(units);
  if (units.length === 0) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('units.none')} />;
  const now = layout ?? (boundaries ? 'map' : 'grid');
  const found = wanted ? units.filter(u => u.name.toLowerCase().includes(wanted)) : units;
  const below = units.filter(u => u.isBelow).length;
  const missing = units.filter(u => u.percent === null).length;
  return (
    <>
      <div className="units-bar">
        <Segmented value={now} onChange={setLayout} options={[...(boundaries ? ['map' as const] : []), 'grid' as const, 'list' as const].map(value => ({ value, label: t(`units.${value}`) }))} />
        <Input.Search allowClear aria-label={t('units.search')} placeholder={t('units.search')} value={text} onChange={e => setText(e.target.value)} className="units-search" />
        <span><b className="bad">{t('units.below', { n: below })}</b> · <b className="good">{t('units.reach', { n: units.length - below - missing })}</b>{missing > 0 && <> · <b className="warn">{t('units.missing', { n: missing })}</b></>}</span>
      </div>
      {now === 'map' && boundaries ? <Suspense fallback={<Loading />}><UnitMap units={found} boundaries={boundaries} /></Suspense> : now === 'grid' ? <Grid units={found} /> : <List units={found} threshold={threshold} />}
      {now !== 'list' && <p className="quiet">{t('units.legend', { target })}</p>}
    </>
  );
}

/** Five steps of one colour from the lowest to the highest figure: a verdict is said by the frame, not by the colour. */
export const stepOf = (percent: number | null): number => (percent === null ? 0 : 1 + Math.min(4, Math.max(0, Math.floor(percent / 20))));

function Grid({ units }: { units: UnitValue[] }) {
  const link = useScopedLink();
  return (
    <ul className="unit-grid">
      {units.map(u => (
        <li key={u.id}><Link to={link('/', { unit: u.id })} className={`unit-tile step-${stepOf(u.percent)}${u.isBelow ? ' below' : ''}`} title={`${u.name}: ${shownOf(u)}`}><span>{u.name}</span><b>{shownOf(u)}</b></Link></li>
      ))}
    </ul>
  );
}

export const shownOf = (u: UnitValue) => (u.percent === null ? display(u.shown) : `${display(u.shown)}\u00a0%`);

function List({ units, threshold }: { units: UnitValue[]; threshold: string | null }) {
  const { t } = useTranslation('plan');
  const link = useScopedLink();
  const [most, setMost] = useState(piece);
  return (
    <>
      <table className="unit-list">
        <thead><tr><th scope="col">{t('units.unit')}</th><th scope="col">{t('result')}</th><th scope="col" className="right" /></tr></thead>
        <tbody>
          {units.slice(0, most).map(u => (
            <tr key={u.id}>
              <th scope="row"><Link to={link('/', { unit: u.id })}>{u.name}</Link></th>
              <td><div className="measure">{u.percent !== null && <Bar percent={String(u.percent)} threshold={threshold} tone={u.isBelow ? 'bad' : 'good'} />}<b className="figure-text">{shownOf(u)}</b></div></td>
              <td className="right quiet">{u.denominator ? `${number(u.numerator!)} / ${number(u.denominator)}` : t('units.noData')}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {units.length > most && <button type="button" className="more" onClick={() => setMost(most + 200)}>{t('units.more', { n: units.length - most })}</button>}
    </>
  );
}
