import { CheckCircleFilled, FlagOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import type { Lineage } from '../api/types';
import { number } from '../parts/format';

/** How much is missing to the target, as the engine counts it. */
export function Needed({ needed, target }: { needed: Lineage['stillNeeded']; target: string }) {
  const { t } = useTranslation('passport');
  if (!needed) return null;
  const counted = t(`needed.counted.${needed.counted}`, { defaultValue: '' });
  const words = (amount: string) => `${number(amount)} ${counted}`.trim();
  const given = { target, existing: needed.existing ? words(needed.existing) : '', new: needed.new ? words(needed.new) : '' };
  const form = needed.kind === 'more' ? (needed.existing && needed.new ? 'more' : needed.new ? 'moreNew' : needed.existing ? 'moreExisting' : 'never') : needed.kind === 'fewer' && !needed.existing ? 'never' : needed.kind;
  const isReached = needed.kind === 'reached';
  return (
    <p className="needed">{isReached ? <CheckCircleFilled className="good" aria-hidden="true" /> : <FlagOutlined aria-hidden="true" />} <b>{t('needed.title')}</b> {t(`needed.${form}`, given)}</p>
  );
}
