import type { UnitValue } from './UnitCompare';

export interface Boundaries { type: 'FeatureCollection'; features: { type: 'Feature'; properties: { name: string }; geometry: object }[] }

export function useBoundaries(_: UnitValue[]): Boundaries | null {
  return null;
}
