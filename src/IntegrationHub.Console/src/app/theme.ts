import { useSyncExternalStore } from 'react';

export type Theme = 'light' | 'dark' | 'system';

const kept = 'hub.theme';
const dark = matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();
const tell = () => listeners.forEach(listener => listener());
dark.addEventListener('change', tell);

const chosen = (): Theme => {
  const value = localStorage.getItem(kept);
  return value === 'light' || value === 'dark' ? value : 'system';
};

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => { listeners.delete(listener); };
};

export function chooseTheme(theme: Theme) {
  localStorage.setItem(kept, theme);
  tell();
}

export const useTheme = (): Theme => useSyncExternalStore(subscribe, chosen);

export const useIsDark = (): boolean => useSyncExternalStore(subscribe, () => (chosen() === 'system' ? dark.matches : chosen() === 'dark'));
