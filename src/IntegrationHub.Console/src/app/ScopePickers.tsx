import { FilterOutlined } from '@ant-design/icons';
import { Button, DatePicker, Drawer, Grid, Select, TreeSelect } from 'antd';
import dayjs from 'dayjs';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlanUnit } from '../api/types';
import { day } from '../parts/format';
import { useAddress, useScope } from '../parts/scope';
import { useClock } from '../parts/session';
import { said } from '../parts/words';

interface Node { value: string; title: string; children: Node[] }

/** The units of a plan as the tree that they are. */
function tree(units: PlanUnit[]): Node[] {
  const nodes = new Map(units.map(u => [u.id, { value: u.id, title: said(u.name), children: [] as Node[] }]));
  const roots: Node[] = [];
  for (const unit of units) {
    const above = unit.parent ? nodes.get(unit.parent) : undefined;
    (above?.children ?? roots).push(nodes.get(unit.id)!);
  }
  return roots;
}

function Pickers() {
  const { t, i18n } = useTranslation('app');
  const scope = useScope();
  const [, change] = useAddress();
  const clock = useClock();
  const year = scope.plan?.year;
  const units = useMemo(() => tree(scope.units), [scope.units, i18n.language]);
  const periods = year ? [
    { value: '', label: t('scope.current') },
    { label: t('scope.cumulative'), options: [{ value: `${year}-H1`, label: t('scope.half') }, { value: `${year}-9M`, label: t('scope.nine') }, { value: `${year}`, label: t('scope.year', { year }) }] },
    { label: t('scope.quarters'), options: [1, 2, 3, 4].map(n => ({ value: `${year}-Q${n}`, label: t('scope.quarter', { n }) })) },
    { label: t('scope.months'), options: Array.from({ length: 12 }, (_, i) => ({ value: `${year}-M${String(i + 1).padStart(2, '0')}`, label: t('scope.month', { n: i + 1 }) })) },
  ] : [];
  return (
    <>
      <Select
        aria-label={t('scope.plan')} className="pick wide" variant="filled" popupMatchSelectWidth={false} value={scope.plan?.id} loading={!scope.plans}
        onChange={plan => change({ plan, unit: null, period: null }, { push: true })}
        options={scope.plans?.map(p => ({ value: p.id, label: said(p.title) }))}
      />
      <TreeSelect
        aria-label={t('scope.unit')} className="pick" variant="filled" popupMatchSelectWidth={false} showSearch={{ treeNodeFilterProp: 'title' }} treeDefaultExpandAll={scope.units.length < 40} treeDefaultExpandedKeys={scope.plan ? [scope.plan.owner] : []}
        value={scope.unit?.id} treeData={units} onChange={(unit: string) => change({ unit: unit === scope.plan?.owner ? null : unit }, { push: true })}
      />
      <Select aria-label={t('scope.period')} className="pick" variant="filled" popupMatchSelectWidth={false} value={scope.period ?? ''} options={periods} onChange={period => change({ period }, { push: true })} />
      <Select
        aria-label={t('scope.calendar')} className="pick narrow" variant="filled" popupMatchSelectWidth={false} value={scope.calendar ?? ''} onChange={calendar => change({ calendar })}
        options={[{ value: '', label: `${t(`scope.${scope.plan?.calendar ?? 'gregorian'}`)}` }, ...(['gregorian', 'admin'].filter(c => c !== scope.plan?.calendar).map(c => ({ value: c, label: t(`scope.${c}`) })))]}
      />
      <DatePicker
        aria-label={t('scope.asKnownAt')} className="pick when" variant="filled" format="DD/MM/YYYY" placeholder={t('scope.known')} allowClear
        value={scope.asKnownAt ? dayjs(scope.asKnownAt.slice(0, 10)) : null} maxDate={clock.isKnown ? dayjs(clock.now()) : undefined}
        onChange={value => change({ asKnownAt: value ? value.format('YYYY-MM-DD') : null }, { push: true })}
      />
    </>
  );
}

/** What the figures are about; on a phone behind one button that says it in short. */
export function ScopePickers() {
  const { t } = useTranslation('app');
  const isWide = Grid.useBreakpoint().md ?? true;
  const [isOpen, setOpen] = useState(false);
  const scope = useScope();
  const about = [said(scope.unit?.name), scope.asKnownAt && day(scope.asKnownAt)].filter(Boolean).join(' · ');
  if (isWide) return <div className="pickers" role="group" aria-label={t('scope.title')}><Pickers /></div>;
  return (
    <>
      <Button type="text" icon={<FilterOutlined />} className="grow pick-open" onClick={() => setOpen(true)} aria-label={`${t('scope.more')}: ${about}`}>
        <span className="cut">{about}</span>
      </Button>
      <Drawer placement="top" size="large" open={isOpen} onClose={() => setOpen(false)} title={t('scope.title')}><div className="pickers stacked"><Pickers /></div></Drawer>
    </>
  );
}
