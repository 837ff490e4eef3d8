import { useTranslation } from 'react-i18next';
import { day } from '../parts/format';

/** Of "12/240 agencies" the share in percent; null where it cannot be told. */
export function shareOf(text: string | null | undefined): number | null {
  const [, done, all] = /^\s*(\d+)\s*\/\s*(\d+)/.exec(text ?? '') ?? [];
  return Number(all) > 0 ? Math.min(100, Math.round((100 * Number(done)) / Number(all))) : null;
}

/** Progress as a connector writes it, in the reader's words. */
export function useProgressWords() {
  const { t, i18n } = useTranslation('sources');
  return (text: string | null | undefined): string => (text ?? '').replace(/\d{4}-\d{2}-\d{2}/g, date => day(date)).replace(/[a-z]+( [a-z]+)*/g, phrase => (i18n.exists(`sources:progress.${phrase}`) ? t(`progress.${phrase}`) : phrase));
}
