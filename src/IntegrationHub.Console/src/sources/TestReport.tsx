import { useTranslation } from 'react-i18next';
import type { SourceTestAnswer } from '../api/types';
import { took } from '../parts/format';
import { Mark } from '../parts/marks';
import { language } from '../parts/words';

/** Each step of a test: what was tried, how it went, and of the one that failed what to do. */
export function TestReport({ report }: { report: SourceTestAnswer }) {
  const { t } = useTranslation('sources');
  const vi = language() === 'vi';
  return (
    <section className="sheet" aria-label={t('test.title')}><h2>{t('test.title')}</h2>
      <p><Mark tone={report.passed ? 'good' : 'bad'}>{t(report.passed ? 'test.passed' : 'test.failed')}</Mark> <span className="small quiet">{took(report.tookMilliseconds)} · {t('test.from', { machine: report.askedFrom })}</span></p>
      <ol className="test-steps">{report.steps.map(step => (
        <li key={step.name} className={step.state}>
          <Mark tone={step.state === 'ok' ? 'good' : step.state === 'failed' ? 'bad' : 'quiet'}>{vi ? step.titleVi : step.titleEn}</Mark> <span className="small quiet">{t(step.state === 'failed' ? 'test.failed_step' : `test.${step.state}`)}{step.tookMilliseconds != null && ` · ${took(step.tookMilliseconds)}`}</span>
          {step.state === 'failed' && <p className="strong">{vi ? step.remedyVi : step.remedyEn}</p>}
          {step.detail && <p className="small quiet break">{step.code && <code>{step.code}</code>} {step.detail}</p>}
        </li>
      ))}</ol>
    </section>
  );
}
