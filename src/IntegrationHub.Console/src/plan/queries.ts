import { queryOptions } from '@tanstack/react-query';
import { api } from '../api/client';
import type { PlanDetail, PlanMatrix, Progress } from '../api/types';
import { scopeQuery, type Scope } from '../parts/scope';

// By themselves, without words or components: they are asked before the screen's code has come.

export function progressQuery(scope: Scope, other?: { period?: string | null; isOn?: boolean }) {
  const plan = scope.plan?.id;
  const query = { ...scopeQuery(scope), ...(other?.period ? { period: other.period } : {}) };
  return queryOptions({
    queryKey: ['figures', 'progress', plan, query], enabled: plan !== undefined && other?.isOn !== false,
    queryFn: ({ signal }) => api.get('/api/v1/plans/{plan}/progress', { path: { plan: plan! }, query, signal }) as Promise<Progress>,
  });
}

export const matrixQuery = (scope: Scope) => queryOptions({
  queryKey: ['figures', 'matrix', scope.plan?.id, scopeQuery(scope)], enabled: scope.plan !== undefined,
  queryFn: ({ signal }) => api.get('/api/v1/plans/{plan}/matrix', { path: { plan: scope.plan!.id }, query: scopeQuery(scope), signal }) as Promise<PlanMatrix>,
});

export const detailQuery = (plan: string | undefined) => queryOptions({
  queryKey: ['plan', plan], enabled: plan !== undefined, staleTime: 300_000, queryFn: ({ signal }) => api.get('/api/v1/plans/{plan}', { path: { plan: plan! }, signal }) as Promise<PlanDetail>,
});
