import { useTranslation } from 'react-i18next';
import type { SourceTestAnswer } from '../api/types';
import { useCodes } from '../codes';
import { took } from '../parts/format';
import { Mark } from '../parts/marks';
import { language } from '../parts/words';

/** Each step of a test: what was tried, how it went, and of the one that failed what to do. */
export function TestReport({ report }: { report: SourceTestAnswer }) {
  const { t } = useTranslation('sources');
  const vi = language() === 'vi';
  const codes = useCodes();
  return (
    <section className="sheet" aria-label={t('test.title')}><h2>{t('test.title')}</h2>
      <p><Mark tone={report.passed ? 'good' : 'bad'}>{t(report.passed ? 'test.passed' : 'test.failed')}</Mark> <span className="small quiet">{took(report.tookMilliseconds)} · {t('test.from', { machine: report.askedFrom })}</span></p>
      <ol className="test-steps">{report.steps.map(step => (
        <li key={step.name} className={step.state}>
          <Mark tone={step.state === 'ok' ? 'good' : step.state === 'failed' ? 'bad' : 'quiet'}>{vi ? step.titleVi : step.titleEn}</Mark> <span className="small quiet">{t(step.state === 'failed' ? 'test.failed_step' : `test.${step.state}`)}{step.tookMilliseconds != null && ` · ${took(step.tookMilliseconds)}`}</span>
          {step.state === 'failed' && step.code && <p className="tight">{codes(step.code).title}</p>}
          {step.state === 'failed' && <p className="strong">{vi ? step.remedyVi : step.remedyEn}</p>}
          {vi && step.detailVi ? <p className="small quiet break">{step.detailVi}</p> : step.detail && <p className="small quiet break" lang="en">{step.code && <code>{step.code}</code>} {step.detail}</p>}
        </li>
      ))}</ol>
    </section>
  );
}
