import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useIsDark } from '../app/theme';
import Chart, { registerMap } from '../parts/Chart';
import { chartLook } from '../parts/chartLook';
import { number } from '../parts/format';
import { useScopedLink } from '../parts/scope';
import type { Boundaries } from './boundaries';
import { shownOf, type UnitValue } from './UnitCompare';

const name = 'units';

/** One indicator on the map of today's communes; a commune leads to its own plan. */
export default function UnitMap({ units, boundaries }: { units: UnitValue[]; boundaries: Boundaries }) {
  const { t } = useTranslation('plan');
  const link = useScopedLink();
  const navigate = useNavigate();
  const isDark = useIsDark();
  const option = useMemo(() => {
    registerMap(name, boundaries as never);
    const look = chartLook();
    const byId = new Map(units.map(u => [u.id, u]));
    const text = (id: string) => {
      const unit = byId.get(id);
      return unit ? `${unit.name}: ${shownOf(unit)}${unit.denominator ? ` (${number(unit.numerator!)} / ${number(unit.denominator)})` : ''}` : boundaries.features.find(f => f.id === id)?.properties.name ?? '';
    };
    return {
      tooltip: { ...look.tooltip, trigger: 'item', formatter: (given: { name: string }) => text(given.name) },
      visualMap: { type: 'piecewise', pieces: [{ lt: 20 }, { gte: 20, lt: 40 }, { gte: 40, lt: 60 }, { gte: 60, lt: 80 }, { gte: 80 }].map((piece, i) => ({ ...piece, color: ['#eaf3fa', '#cfe4f3', '#aad0ea', '#83bbe0', '#3f8fc8'][i], label: i === 0 ? '< 20 %' : i === 4 ? '≥ 80 %' : `${i * 20}–${i * 20 + 20} %` })), left: 8, bottom: 8, textStyle: { color: look.soft } },
      series: [{
        type: 'map', map: name, nameProperty: 'id', roam: false, selectedMode: false, label: { show: false }, itemStyle: { areaColor: isDark ? '#26303a' : '#eef1f4', borderColor: isDark ? '#0f1418' : '#fff', borderWidth: 1 },
        emphasis: { label: { show: false }, itemStyle: { areaColor: look.accent } },
        data: units.filter(u => u.percent !== null).map(u => ({ name: u.id, value: u.percent, itemStyle: u.isBelow ? { borderColor: look.bad, borderWidth: 1.6 } : undefined })),
      }],
    };
  }, [units, boundaries, isDark]);
  return <Chart option={option} height={560} label={`${t('units.map')}: ${units.slice(0, 5).map(u => `${u.name} ${shownOf(u)}`).join(', ')}…`} onClick={id => { if (units.some(u => u.id === id)) void navigate(link('/', { unit: id })); }} />;
}
