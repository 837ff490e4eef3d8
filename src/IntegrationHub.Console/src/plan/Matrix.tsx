import { useQuery } from '@tanstack/react-query';
import { Input, Select } from 'antd';
import { memo, startTransition, useDeferredValue, useEffect, useMemo, useRef, useState, type MouseEvent } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { MatrixCell, MatrixRow, PlanMatrix } from '../api/types';
import { isTroubled, toneOf, useShown } from '../parts/figure';
import { useScopedLink, type Scope } from '../parts/scope';
import { Answered } from '../parts/states';
import { said } from '../parts/words';
import { fold, type Line } from './figures';
import './matrix.css';
import { matrixQuery } from './queries';

/** Height of a row in matrix.css. Of many units only those are drawn that are seen, and some around them. */
const height = 34;
const around = 12;
const signs = { good: '✓', bad: '✕', warn: '?', quiet: '' };

/** Units down, indicators across. The lines are those that the filters leave: they are the columns. */
export function Matrix({ scope, lines }: { scope: Scope; lines: Line[] }) {
  const matrix = useQuery(matrixQuery(scope));
  return <Answered query={matrix} rows={14}>{data => <Units data={data} lines={lines} />}</Answered>;
}

function Units({ data, lines }: { data: PlanMatrix; lines: Line[] }) {
  const { t } = useTranslation('plan');
  const [text, setText] = useState('');
  const [level, setLevel] = useState('');
  const wanted = fold(useDeferredValue(text.trim()));
  const levels = useMemo(() => [...new Set(data.rows.map(r => r.level))], [data]);
  const columns = useMemo(() => {
    const numbers = new Map(lines.flatMap(l => [[`${l.row.indicator}|`, l.no] as const, ...l.parts.map(p => [`${p.row.indicator}|${p.row.part}`, ''] as const)]));
    return data.columns.map((column, at) => ({ ...column, at, no: numbers.get(`${column.indicator}|${column.part ?? ''}`) ?? '' })).filter(c => lines.some(l => l.row.indicator === c.indicator) || numbers.size === 0);
  }, [data, lines]);
  const rows = useMemo(() => data.rows.filter(r => (!level || r.level === level) && (!wanted || fold(said(r.name)).includes(wanted))), [data, level, wanted]);
  return (
    <>
      <div className="units-bar no-print">
        <Input.Search allowClear aria-label={t('units.search')} placeholder={t('units.search')} value={text} onChange={e => setText(e.target.value)} className="units-search" />
        {levels.length > 1 && <Select aria-label={t('matrix.level')} value={level} onChange={setLevel} popupMatchSelectWidth={false} options={['', ...levels].map(value => ({ value, label: t(`matrix.levels.${value || 'all'}`, { defaultValue: value }) }))} />}
        <span className="quiet" role="status">{t('matrix.count', { units: rows.length, figures: columns.length })}</span>
        <span className="matrix-legend">{(['good', 'bad', 'warn', 'quiet'] as const).map(tone => <span key={tone}><i className={`cell-${tone}`}>{signs[tone] || '–'}</i> {t(`matrix.${tone}`)}</span>)}<span>* {t('matrix.doubtful')}</span></span>
      </div>
      {rows.length === 0 || columns.length === 0 ? <div className="card empty-table">{t('matrix.none')}</div> : <Table rows={rows} columns={columns} />}
    </>
  );
}

/** Paper has no scroll bars: while it is printed all rows are drawn, and the columns in tables one after the other. */
function useIsPrinted() {
  const [isPrinted, set] = useState(false);
  useEffect(() => {
    const [before, after] = [() => flushSync(() => set(true)), () => set(false)];
    window.addEventListener('beforeprint', before);
    window.addEventListener('afterprint', after);
    return () => {
      window.removeEventListener('beforeprint', before);
      window.removeEventListener('afterprint', after);
    };
  }, []);
  return isPrinted;
}

/** As many as are legible side by side on A4 lying on its side. */
const abreast = (columns: Column[]) => Array.from({ length: Math.ceil(columns.length / 10) }, (_, n) => columns.slice(n * 10, n * 10 + 10));

interface Column { indicator: string; part: string | null; kind: string; title: string; at: number; no: string }

function Table({ rows, columns }: { rows: MatrixRow[]; columns: Column[] }) {
  const { t } = useTranslation('plan');
  const box = useRef<HTMLDivElement>(null);
  const [from, setFrom] = useState(0);
  const navigate = useNavigate();
  const link = useScopedLink();
  // First what can be seen, then what scrolling brings in next.
  const [margin, setMargin] = useState(0);
  useEffect(() => startTransition(() => setMargin(around)), []);
  const isPrinted = useIsPrinted();
  const seen = isPrinted ? rows.length : Math.ceil(window.innerHeight / height) + around + 2 * margin;
  const start = Math.max(0, Math.min(from - margin, rows.length - seen));
  const end = Math.min(rows.length, start + seen);
  // One listener for ten thousand links; another tab and the like are the browser's.
  const open = (e: MouseEvent) => {
    const href = (e.target as Element).closest('a')?.getAttribute('href');
    if (href && e.button === 0 && !e.metaKey && !e.ctrlKey && !e.shiftKey && !e.altKey) {
      e.preventDefault();
      void navigate(href);
    }
  };
  return (
    <div ref={box} className="card matrix" role="region" tabIndex={0} aria-label={t('matrix.title')} onScroll={e => {
      const at = Math.floor(e.currentTarget.scrollTop / height / around) * around;
      if (at !== from) setFrom(at);
    }}>
      {(isPrinted ? abreast(columns) : [columns]).map(some => (
        <table key={some[0]?.at} aria-rowcount={rows.length + 1} onClick={open}>
          <thead>
            <tr aria-rowindex={1}>
              <th scope="col" className="unit">{t('units.unit')}</th>
              {some.map(c => <th key={c.at} scope="col" className={c.part ? 'part' : ''} title={c.title}><span>{c.no && <b>{c.no}. </b>}{c.title}</span></th>)}
            </tr>
          </thead>
          <tbody>
            {start > 0 && <tr aria-hidden="true"><td colSpan={some.length + 1} style={{ height: start * height }} /></tr>}
            {rows.slice(start, end).map((row, i) => <Row key={row.unit} row={row} columns={some} index={start + i + 2} link={link} />)}
            {end < rows.length && <tr aria-hidden="true"><td colSpan={some.length + 1} style={{ height: (rows.length - end) * height }} /></tr>}
          </tbody>
        </table>
      ))}
    </div>
  );
}

const Row = memo(function Row({ row, columns, index, link }: { row: MatrixRow; columns: Column[]; index: number; link: ReturnType<typeof useScopedLink> }) {
  const { t } = useTranslation('figure');
  const shown = useShown();
  const name = said(row.name);
  return (
    <tr aria-rowindex={index}>
      <th scope="row" className={`unit depth-${Math.min(3, Number(row.depth))}`}><a href={link('/', { unit: row.unit })} title={name}>{name}</a></th>
      {columns.map(c => {
        const cell = row.cells[c.at] as MatrixCell | null | undefined;
        if (!cell) return <td key={c.at} className="cell-none"><span className="sr">{t('notAbout')}</span></td>;
        const tone = toneOf(cell.verdict);
        const verdict = t(`verdicts.${cell.verdict}`, { defaultValue: cell.verdict });
        const text = shown({ ...cell, kind: c.kind as never });
        return (
          <td key={c.at} className={`cell-${tone}`}>
            <a href={link(`/figures/${encodeURIComponent(c.part ?? c.indicator)}`, { unit: row.unit })} title={`${name}: ${text} · ${verdict} · ${t(`statuses.${cell.status.replace(/\(.*/, '')}`, { defaultValue: cell.status, n: '' })}`}>
              {signs[tone] && <i aria-hidden="true">{signs[tone]}</i>}{text}{isTroubled(cell.status, cell.marks) && <sup>*</sup>}<span className="sr">, {verdict}</span>
            </a>
          </td>
        );
      })}
    </tr>
  );
});
