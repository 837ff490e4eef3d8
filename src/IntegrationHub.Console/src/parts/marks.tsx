import { CheckCircleFilled, ClockCircleFilled, ExclamationCircleFilled, MinusCircleOutlined, PauseCircleFilled, SyncOutlined, WarningFilled } from '@ant-design/icons';
import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import './marks.css';
import { ago, instant } from './format';
import { useClock } from './session';

export type Tone = 'good' | 'warn' | 'bad' | 'quiet' | 'busy' | 'paused' | 'late';

const icons: Record<Tone, ReactNode> = {
  good: <CheckCircleFilled />, warn: <ExclamationCircleFilled />, bad: <WarningFilled />, late: <ClockCircleFilled />, quiet: <MinusCircleOutlined />, busy: <SyncOutlined />, paused: <PauseCircleFilled />,
};

/** A state: always a word beside the colour and the sign. */
export const Mark = ({ tone, children }: { tone: Tone; children: ReactNode }) => <span className={`mark ${tone}`}><span aria-hidden="true">{icons[tone]}</span><span>{children}</span></span>;

/** How long ago, and when exactly for whoever points at it. */
export function When({ at, exact = false }: { at: string | null | undefined; exact?: boolean }) {
  const clock = useClock();
  if (!at) return <>—</>;
  return <time dateTime={at} title={exact ? ago(at, clock.now()) : instant(at, true)}>{exact ? instant(at) : ago(at, clock.now())}</time>;
}

/** What has changed since it was last shown fades in, so that the eye finds it. */
export function Fresh({ value, children }: { value: unknown; children: ReactNode }) {
  const spelled = JSON.stringify(value);
  const before = useRef(spelled);
  const isChanged = before.current !== spelled;
  useEffect(() => { before.current = spelled; }, [spelled]);
  return <span key={spelled} className={isChanged ? 'fresh' : undefined}>{children}</span>;
}

/** A number with the word under it. */
export const Fact = ({ label, children }: { label: ReactNode; children: ReactNode }) => <div className="fact"><dt>{label}</dt><dd>{children}</dd></div>;

/** The name of a screen, what it is about, and what may be done on it. */
export function Head({ title, about, actions }: { title: ReactNode; about?: ReactNode; actions?: ReactNode }) {
  return (
    <div className="page-head">
      <div className="grow"><h1>{title}</h1>{about && <p className="about">{about}</p>}</div>
      {actions && <div className="actions no-print">{actions}</div>}
    </div>
  );
}

/** A list that nothing is in, after it was narrowed. */
export const NoneLeft = ({ onClear }: { onClear: () => void }) => {
  const { t } = useTranslation('app');
  return <p className="pad quiet">{t('noneLeft')} <button type="button" className="link" onClick={onClear}>{t('clearFilter')}</button></p>;
};

/** A table that is wider than a phone: it is moved by keys as well. */
export const Wide = ({ label, children }: { label: string; children: ReactNode }) => <div className="scroll" tabIndex={0} role="group" aria-label={label}>{children}</div>;
