import { useTranslation } from 'react-i18next';
import type { ReleaseSummary } from '../api/types';
import { day } from '../parts/format';
import type { Tone } from '../parts/marks';

export const toneOf: Record<string, Tone> = { draft: 'quiet', checked: 'busy', submitted: 'late', approved: 'good', announced: 'good', withdrawn: 'paused' };

/** What a release is about: a period, or up to its cut-off. */
export function usePeriodWords() {
  const { t } = useTranslation('releases');
  return (release: Pick<ReleaseSummary, 'period' | 'cutOff'>): string => release.period ?? t('upTo', { day: day(release.cutOff, -1) });
}
