import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';

/** What an event of the live feed makes old. Queries of figures begin with 'figures'. */
const touched: Record<string, string[][]> = {
  'vn.integrationhub.indicator.computed.v1': [['figures']],
  'vn.integrationhub.indicator.restated.v1': [['figures']],
  'vn.integrationhub.release.announced.v1': [['releases']],
};

let paused = false;
const listeners = new Set<() => void>();

export function pauseLive(isPaused: boolean) {
  paused = isPaused;
  listeners.forEach(listener => listener());
}

export const useIsLivePaused = (): boolean => useSyncExternalStore(listener => {
  listeners.add(listener);
  return () => { listeners.delete(listener); };
}, () => paused);

/** How often a screen asks again for what no event tells; not at all while updates are paused. */
export const usePolling = (seconds: number): number | false => (useIsLivePaused() ? false : seconds * 1000);

/** Reads again what the live feed says has changed, at most every other second: a run changes thousands of figures. */
export function useLive(isOn: boolean) {
  const client = useQueryClient();
  const isPaused = useIsLivePaused();
  useEffect(() => {
    if (!isOn || isPaused) return;
    const waiting = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const flush = () => {
      timer = undefined;
      if (document.hidden) return;
      for (const key of waiting) void client.invalidateQueries({ queryKey: JSON.parse(key) as string[] });
      waiting.clear();
    };
    const note = (keys: string[][]) => {
      keys.forEach(key => waiting.add(JSON.stringify(key)));
      timer ??= setTimeout(flush, 2000);
    };
    const stream = new EventSource('/api/v1/stream');
    for (const [type, keys] of Object.entries(touched)) stream.addEventListener(type, () => note(keys));
    const seen = () => { if (!document.hidden && waiting.size) flush(); };
    document.addEventListener('visibilitychange', seen);
    return () => {
      stream.close();
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', seen);
    };
  }, [client, isOn, isPaused]);
}
