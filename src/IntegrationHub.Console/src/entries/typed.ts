import { useQuery } from '@tanstack/react-query';
import { api } from '../api/client';
import type { PlanDetailRow } from '../api/types';

/** Rows of a plan whose figures people enter: counts, ranks and milestones. */
export function useTyped(plan: string | undefined): PlanDetailRow[] {
  const { data } = useQuery({ queryKey: ['plans', 'one', plan], enabled: plan !== undefined, staleTime: 300_000, queryFn: ({ signal }) => api.get('/api/v1/plans/{plan}', { path: { plan: plan! }, signal }) });
  return (data?.rows ?? []).filter(r => r.kind === 'count' || r.kind === 'rank' || r.kind === 'milestone');
}
