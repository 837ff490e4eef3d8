import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Lineage } from '../api/types';
import { screens } from '../app/screens';
import { day, instant, number } from '../parts/format';
import { useScopedLink, type Scope } from '../parts/scope';
import { Failed, Nothing } from '../parts/states';
import { Trace } from '../parts/trace';
import { said } from '../parts/words';

type Batch = Lineage['batches'][number];
type Value = Batch['records'][number]['after'];

/** From the figure to the records of the sources: batches, the runs that brought them, and what each record says, newest first. */
export function Ledger({ first, scope, ask }: { first: Lineage; scope: Scope; ask: (cursor: string) => Promise<Lineage> }) {
  const { t } = useTranslation('passport');
  const [more, setMore] = useState<Lineage[]>([]);
  const [isBusy, setBusy] = useState(false);
  const [fault, setFault] = useState<unknown>(null);
  const link = useScopedLink();
  const pages = [first, ...more];
  const names = new Map(scope.units.map(u => [u.id, said(u.name)]));
  const batches = new Map<string, Batch>();
  for (const batch of pages.flatMap(p => p.batches)) {
    const known = batches.get(batch.batch);
    batches.set(batch.batch, known ? { ...known, records: [...new Map([...known.records, ...batch.records].map(r => [r.record, r])).values()] } : batch);
  }
  const next = pages.at(-1)!.next;
  const read = async () => {
    setBusy(true);
    setFault(null);
    try {
      const page = await ask(next!);
      setMore([...more, page]);
    } catch (e) {
      setFault(e);
    } finally {
      setBusy(false);
    }
  };
  if (batches.size === 0) return <Nothing text={t('ledger.none')} />;
  const hasRuns = screens.some(s => s.key === 'runs');
  return (
    <>
      <p className="quiet">{t('ledger.explain')}</p>
      {[...batches.values()].map(batch => (
        <section key={batch.batch} className="card batch">
          <header>
            <b>{hasRuns ? <Link to={link(`/sources/${batch.source}`)}>{batch.source}</Link> : batch.source}</b> <span className="quiet">{batch.stream}</span>
            <span>{t('ledger.at')} {instant(batch.recordedAt, true)}</span>
            <span>{t('ledger.run')} {hasRuns ? <Link to={link(`/runs/${batch.run}`)}><code>{batch.run.slice(0, 13)}</code></Link> : <a href={`/api/v1/runs/${batch.run}`}><code>{batch.run.slice(0, 13)}</code></a>}</span>
            {batch.traceId && <span>{t('ledger.trace')} <Trace id={batch.traceId} /></span>}
            <span className="quiet">{t('ledger.records', { n: number(batch.recordCount) })}</span>
          </header>
          <div className="scroll" tabIndex={0}>
            <table className="lines">
              <thead><tr><th scope="col">{t('ledger.record')}</th><th scope="col">{t('units.unit')}</th><th scope="col">{t('ledger.day')}</th><th scope="col">{t('ledger.metric')}</th><th scope="col" className="right">{t('ledger.before')}</th><th scope="col" className="right">{t('ledger.after')}</th></tr></thead>
              <tbody>{batch.records.flatMap(record => linesOf(record.before, record.after).map((line, i) => (
                <tr key={`${record.record}|${i}`}>
                  <th scope="row">{i === 0 ? <code>{record.record}</code> : <span className="sr">{record.record}</span>}</th>
                  <td>{names.get(line.unit) ?? line.unit}</td><td>{day(line.from)}{line.to !== line.from && day(line.to, -1) !== day(line.from) ? ` – ${day(line.to, -1)}` : ''}</td><td><code>{line.metric}</code></td>
                  <td className="right quiet">{line.before === null ? '—' : number(line.before)}</td><td className="right">{line.after === null ? '—' : number(line.after)}</td>
                </tr>
              )))}</tbody>
            </table>
          </div>
        </section>
      ))}
      {fault !== null && <Failed fault={fault} retry={() => void read()} />}
      {next && <Button block loading={isBusy} onClick={() => void read()}>{t('ledger.more')}</Button>}
    </>
  );
}

/** What a record said before and says now, a line for each unit, metric and day. */
function linesOf(before: Value, after: Value) {
  const lines = new Map<string, { unit: string; metric: string; from: string; to: string; before: string | null; after: string | null }>();
  for (const [side, values] of [['before', before], ['after', after]] as const) {
    for (const v of values ?? []) {
      const key = `${v.unit}|${v.metric}|${v.from}|${v.to}`;
      const line = lines.get(key) ?? { unit: v.unit, metric: v.metric, from: v.from, to: v.to, before: null, after: null };
      line[side] = v.amount;
      lines.set(key, line);
    }
  }
  return [...lines.values()];
}
