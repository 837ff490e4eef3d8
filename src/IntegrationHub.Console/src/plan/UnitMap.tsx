import type { Boundaries } from './boundaries';
import type { UnitValue } from './UnitCompare';

export default function UnitMap(_: { units: UnitValue[]; boundaries: Boundaries }) {
  return null;
}
