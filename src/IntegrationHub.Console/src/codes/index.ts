import { useTranslation } from 'react-i18next';
import { addWords } from '../parts/words';
import en from './en.json';
import vi from './vi.json';

addWords('codes', vi, en);

export interface CodeWords { title: string; remedy: string | null }

/** What a code of a refused record or a failed run says to a person: in a few words, and what to do. A code without words is shown as it is. */
export function useCodes() {
  const { t, i18n } = useTranslation('codes');
  return (code: string | null | undefined, fallback?: string | null): CodeWords => {
    if (!code || !i18n.exists(`codes:${code}.title`)) return { title: code ?? '', remedy: fallback ?? null };
    return { title: t(`${code}.title`), remedy: t(`${code}.remedy`) };
  };
}
