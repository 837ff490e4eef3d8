import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { address } from '../api/client';
import { Problem } from '../api/problem';
import type { PlanDetail, PlanDetailRow, Progress, ProgressRow } from '../api/types';
import { isDoubtful } from '../parts/figure';
import { isoDay } from '../parts/format';
import { type Scope } from '../parts/scope';
import { useClock } from '../parts/session';
import { detailQuery, progressQuery } from './queries';

export const keyOf = (row: ProgressRow) => `${row.indicator}|${row.part ?? ''}|${row.level ?? ''}`;
export const codeOf = (row: ProgressRow) => row.part ?? row.indicator;

export const useProgress = (scope: Scope, other?: { period?: string | null; isOn?: boolean }) => useQuery(progressQuery(scope, other));

export const usePlanDetail = (plan: string | undefined) => useQuery(detailQuery(plan));

export interface TrendPoint { period: string; percent: number | null; display: string }

/** The months of the plan's year so far, each for itself. Read after the table: it is as dear as twelve of them. */
export function useTrend(scope: Scope, isOn: boolean) {
  const clock = useClock();
  const year = scope.plan?.year;
  const to = clock.isKnown && year ? [isoDay(clock.now()).slice(0, 8) + '01', `${year + 1}-01-01`].sort()[0]! : null;
  const from = year ? `${year}-01-01` : null;
  const query = { format: 'jsonl', by: 'month', from, to, unit: scope.unit?.id, calendar: scope.calendar, view: scope.view, asKnownAt: scope.asKnownAt };
  return useQuery({
    queryKey: ['trend', scope.plan?.id, query], enabled: isOn && to !== null && from !== null && to > from, staleTime: 600_000, gcTime: 1_800_000, retry: false,
    queryFn: async ({ signal }) => {
      const response = await fetch(address('/api/v1/plans/{plan}/export', { plan: scope.plan!.id }, query), { signal });
      if (!response.ok) throw await Problem.of(response);
      const found = new Map<string, TrendPoint[]>();
      for (const line of (await response.text()).split('\n')) {
        if (!line) continue;
        const row = JSON.parse(line) as ProgressRow;
        const points = found.get(keyOf(row)) ?? [];
        points.push({ period: row.period.id, percent: row.percent === null || row.percent === undefined ? null : Number(row.percent), display: row.display });
        found.set(keyOf(row), points);
      }
      return found;
    },
  });
}

export interface Line {
  row: ProgressRow;
  key: string;
  /** Printed number in its group; parts have none. */
  no: string;
  group: string;
  printed: PlanDetailRow | undefined;
  parts: Line[];
}

/** Rows with their place in the printed plan; the parts of a composite below it. */
export function useLines(progress: Progress | undefined, detail: PlanDetail | undefined): Line[] {
  return useMemo(() => {
    const places = new Map(detail?.rows.map(r => [r.indicator, r]));
    const lines: Line[] = [];
    const counts = new Map<string, number>();
    for (const row of (progress?.rows ?? []) as ProgressRow[]) {
      const printed = places.get(row.indicator);
      const above = lines.at(-1);
      if (row.part && above && above.row.indicator === row.indicator) {
        above.parts.push({ row, key: keyOf(row), no: '', group: above.group, printed, parts: [] });
        continue;
      }
      const group = row.kind === 'milestone' ? 'milestones' : printed?.origin === 'table' ? printed.group ?? 'rest' : 'rest';
      const n = (counts.get(group) ?? 0) + 1;
      counts.set(group, n);
      lines.push({ row, key: keyOf(row), no: (printed?.origin === 'table' ? /^[IVX]+\.(\d+)$/.exec(printed.no)?.[1] : null) ?? String(n), group, printed, parts: [] });
    }
    return lines;
  }, [progress, detail]);
}

export interface Filters { text: string; verdict: string | null; doubtful: boolean; sort: string | null }

export const fold = (text: string) => text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/g, 'd');
const isBadVerdict = (code: string, wanted: string) => (wanted === 'missed' ? code.startsWith('NotMet') : wanted === 'met' ? code === 'Met' || code === 'MetCertain' : wanted === 'open' ? !code.includes('Met') : code === wanted);

const distance = (row: ProgressRow): number => {
  const threshold = row.target?.threshold?.split(',')[0];
  return row.percent && threshold ? Number(row.percent) - Number(threshold) : Number.POSITIVE_INFINITY;
};

/** What is left by the filters, in the order asked for. Letters without their marks find those with them. */
export function selectLines(lines: Line[], { text, verdict, doubtful, sort }: Filters): Line[] {
  const wanted = fold(text.trim());
  const found = lines.filter(line =>
    (!wanted || fold(`${line.row.title} ${line.row.indicator} ${line.parts.map(p => p.row.title).join(' ')} ${line.printed?.lead.join(' ') ?? ''}`).includes(wanted))
    && (!verdict || isBadVerdict(line.row.verdict, verdict)) && (!doubtful || isDoubtful(line.row) || line.parts.some(p => isDoubtful(p.row))));
  const by: Record<string, (a: Line, b: Line) => number> = {
    distance: (a, b) => distance(a.row) - distance(b.row),
    '-distance': (a, b) => distance(b.row) - distance(a.row),
    coverage: (a, b) => Number(a.row.coverage.weighted ?? 100) - Number(b.row.coverage.weighted ?? 100),
    title: (a, b) => a.row.title.localeCompare(b.row.title, 'vi'),
  };
  const order = sort ? by[sort] : undefined;
  return order ? [...found].sort(order) : found;
}
