import i18next from 'i18next';
import type { Text } from '../api/types';

export type Language = 'vi' | 'en';

/** Each screen brings its own words: addWords('plan', vi, en) in its index, then useTranslation('plan'). */
export function addWords(screen: string, vi: object, en: object) {
  i18next.addResourceBundle('vi', screen, vi, true, true);
  i18next.addResourceBundle('en', screen, en, true, true);
}

export const language = (): Language => (i18next.language === 'en' ? 'en' : 'vi');

/** A text of the catalogue in the language of the screen; what has no English is said in Vietnamese. */
export const said = (text: Text | string | null | undefined): string => (typeof text === 'object' && text ? (language() === 'en' ? text.en ?? text.vi : text.vi) : text ?? '');
