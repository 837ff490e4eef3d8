import { useQuery } from '@tanstack/react-query';
import communes from '../../../../contracts/catalogue/boundaries/communes-2025-07-01.topojson?url';

type Ring = [number, number][];
export interface Feature { type: 'Feature'; id: string; properties: { id: string; name: string }; geometry: { type: 'Polygon'; coordinates: Ring[] } }
export interface Boundaries { type: 'FeatureCollection'; features: Feature[] }
interface Topology { transform: { scale: [number, number]; translate: [number, number] }; arcs: [number, number][][]; objects: { units: { geometries: { id: string; properties: { name: string }; arcs: number[][] }[] } } }

/** Boundaries that are shared are stored once, as steps on a grid: here each unit gets its own again. */
function decode({ transform: { scale, translate }, arcs, objects }: Topology): Boundaries {
  const lines = arcs.map(arc => {
    let x = 0, y = 0;
    return arc.map(([dx, dy]): [number, number] => {
      x += dx;
      y += dy;
      return [x * scale[0] + translate[0], y * scale[1] + translate[1]];
    });
  });
  const ring = (indices: number[]): Ring => indices.flatMap((index, i) => {
    const line = index < 0 ? [...lines[~index]!].reverse() : lines[index]!;
    return i === 0 ? line : line.slice(1);
  });
  return { type: 'FeatureCollection', features: objects.units.geometries.map(g => ({ type: 'Feature', id: g.id, properties: { id: g.id, name: g.properties.name }, geometry: { type: 'Polygon', coordinates: g.arcs.map(ring) } })) };
}

/** The map on which most of these units are; null where the catalogue has none. */
export function useBoundaries(units: { id: string }[]): Boundaries | null {
  const { data } = useQuery({
    queryKey: ['boundaries'], staleTime: Infinity, retry: false,
    queryFn: async ({ signal }) => decode(await (await fetch(communes, { signal })).json() as Topology),
  });
  const ids = new Set(units.map(u => u.id));
  return data && data.features.filter(f => ids.has(f.id)).length * 2 > data.features.length ? data : null;
}
