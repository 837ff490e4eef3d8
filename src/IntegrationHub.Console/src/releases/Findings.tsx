import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { ReleaseDetail } from '../api/types';
import { Mark } from '../parts/marks';

/** What stands against signing, what blocks first. */
export function Findings({ detail }: { detail: ReleaseDetail }) {
  const { t, i18n } = useTranslation('releases');
  if (detail.release.findings == null) return null;
  return (
    <section className="sheet" aria-label={t('check')}><h2>{t('check')}</h2>
      {detail.findings.length === 0 ? <p><Mark tone="good">{t('nothingFound')}</Mark></p> : (
        <ul className="found">{[...detail.findings].sort((a, b) => Number(b.isBlocking) - Number(a.isBlocking)).map((finding, i) => (
          <li key={i}>
            <Mark tone={finding.isBlocking ? 'bad' : 'warn'}>{i18n.exists(`releases:code.${finding.code}`) ? t(`code.${finding.code}`) : finding.code}</Mark>{finding.isBlocking && <> · <b>{t('blocking')}</b></>}
            {finding.indicator && <> · <code className="small">{finding.indicator}{finding.part ? `/${finding.part}` : ''}</code></>}
            {finding.source && <> · <Link to={`/sources/${encodeURIComponent(finding.source)}`}>{finding.source}</Link></>}
            {finding.units.length > 0 && <span className="small quiet"> · {t('units', { n: finding.units.length })}: {finding.units.slice(0, 5).join(', ')}{finding.units.length > 5 ? ' …' : ''}</span>}
            <div className="small quiet break">{finding.text}. {finding.remedy}</div>
          </li>
        ))}</ul>
      )}
    </section>
  );
}
