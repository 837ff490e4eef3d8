import { Checkbox, Input } from 'antd';
import { useDeferredValue, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Lineage } from '../api/types';
import { Bar, useReasons } from '../parts/figure';
import { display, number } from '../parts/format';
import { useScopedLink, type Scope } from '../parts/scope';
import { Nothing } from '../parts/states';
import { said } from '../parts/words';

type Sort = 'value' | 'share' | 'name' | 'arrived';
const piece = 80;

/** The figure as the sum that it is: numerator and denominator of each unit. */
export function UnitShares({ lineage, scope, code, threshold }: { lineage: Lineage; scope: Scope; code: string; threshold: string | null }) {
  const { t } = useTranslation('passport');
  const { t: plan } = useTranslation('plan');
  const reasons = useReasons();
  const link = useScopedLink();
  const [text, setText] = useState('');
  const [isMissing, setMissing] = useState(false);
  const [most, setMost] = useState(piece);
  const [sort, setSort] = useState<{ by: Sort; isDown: boolean }>({ by: 'share', isDown: true });
  const wanted = useDeferredValue(text.trim().toLowerCase());
  const units = useMemo(() => {
    const names = new Map(scope.units.map(u => [u.id, said(u.name)]));
    return lineage.contributions.map(c => {
      const d = Number(c.denominator ?? 0);
      return { ...c, name: names.get(c.unit) ?? c.unit, percent: c.denominator && d !== 0 ? (100 * Number(c.numerator)) / d : null, weight: d, isMissing: c.received < c.expected };
    });
  }, [lineage, scope.units]);
  const found = useMemo(() => {
    const value = { value: (u: (typeof units)[number]) => u.percent ?? -1, share: (u: (typeof units)[number]) => u.weight, arrived: (u: (typeof units)[number]) => (u.expected ? u.received / u.expected : 1) };
    const sign = sort.isDown ? -1 : 1;
    return units.filter(u => (!wanted || u.name.toLowerCase().includes(wanted)) && (!isMissing || u.isMissing))
      .sort((a, b) => (sort.by === 'name' ? sign * a.name.localeCompare(b.name, 'vi') : sign * (value[sort.by](a) - value[sort.by](b))));
  }, [units, wanted, isMissing, sort]);
  if (units.length === 0) return <Nothing text={t('units.none')} />;
  const head = (by: Sort, text: string, isRight = false) => (
    <th scope="col" className={isRight ? 'right' : undefined} aria-sort={sort.by === by ? (sort.isDown ? 'descending' : 'ascending') : 'none'}>
      <button type="button" onClick={() => setSort({ by, isDown: sort.by === by ? !sort.isDown : by !== 'name' })}>{text} <span aria-hidden="true">{sort.by === by ? (sort.isDown ? '▾' : '▴') : ''}</span></button>
    </th>
  );
  return (
    <>
      <div className="units-bar">
        <Input.Search allowClear className="units-search" aria-label={t('units.search')} placeholder={t('units.search')} value={text} onChange={e => setText(e.target.value)} />
        {units.some(u => u.isMissing) && <Checkbox checked={isMissing} onChange={e => setMissing(e.target.checked)}>{t('units.missing')}</Checkbox>}
        <span className="quiet" role="status">{t('units.found', { n: found.length })}</span>
      </div>
      <div className="card scroll" tabIndex={0}>
        <table className="lines">
          <thead><tr>{head('name', t('units.unit'))}{head('value', t('units.value'))}{head('share', t('units.share'), true)}{head('arrived', t('units.arrived'), true)}</tr></thead>
          <tbody>
            {found.slice(0, most).map(u => (
              <tr key={u.unit}>
                <th scope="row"><Link to={link(`/figures/${encodeURIComponent(code)}`, { unit: u.unit })} title={t('units.own')}>{u.name}</Link>{u.reasons.length > 0 && <small className="warn">{reasons(u.reasons)}</small>}</th>
                <td className="bar-cell"><div className="measure">{u.percent !== null && <Bar percent={String(u.percent)} threshold={threshold} tone="quiet" />}<b>{u.percent === null ? display(u.display) : `${display(u.display)}\u00a0%`}</b></div></td>
                <td className="right">{u.denominator ? `${number(u.numerator!)} / ${number(u.denominator)}` : '—'}</td>
                <td className={`right ${u.isMissing ? 'warn' : 'quiet'}`}>{number(u.received)} / {number(u.expected)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {found.length > most && <button type="button" className="more" onClick={() => setMost(most + 200)}>{plan('units.more', { n: found.length - most })}</button>}
    </>
  );
}
