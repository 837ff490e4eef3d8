import { useQuery } from '@tanstack/react-query';
import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import type { ProgressRow } from '../api/types';
import { useShown, Verdict } from '../parts/figure';
import { display, instant, number } from '../parts/format';
import { Answered, Nothing } from '../parts/states';

type Told = ProgressRow & { previous: { display: string; numerator: string | null; denominator: string | null } | null; reason: string | null };
interface Event { id: string; type: string; time: string; data: Told }

/** What was announced of this figure: each value that it had, newest first. */
export function Revisions({ plan, code, unit }: { plan: string; code: string; unit: string }) {
  const { t } = useTranslation('passport');
  const shown = useShown();
  const changes = useQuery({
    queryKey: ['figures', 'revisions', plan, code, unit],
    queryFn: async ({ signal }) => {
      const found: Event[] = [];
      let after: string | undefined;
      for (let page = 0; page < 5; page++) {
        const answer = await api.get('/api/v1/changes', { query: { plan, indicator: code, unit, limit: 200, after }, signal });
        found.push(...(answer.items as unknown as Event[]));
        after = answer.next;
        if (!answer.more) break;
      }
      return found.reverse();
    },
  });
  return <Answered query={changes}>{events => events.length === 0 ? <Nothing text={t('revisions.none')} /> : (
    <ol className="card revisions">
      {events.map(event => {
        const type = event.type.includes('restated') ? 'restated' : 'computed';
        return (
          <li key={event.id}>
            <time dateTime={event.time}>{instant(event.time, true)}</time>
            <Tag>{t(`revisions.${type}`)}</Tag>
            {event.data.previous && <><span className="quiet">{display(event.data.previous.display)}</span><span aria-hidden="true">→</span></>}
            <b>{shown(event.data)}</b>
            {event.data.denominator && <span className="quiet">{number(event.data.numerator!)} / {number(event.data.denominator)}</span>}
            {event.data.verdict && <Verdict code={event.data.verdict} isSmall />}
            {event.data.reason && <span className="quiet">{event.data.reason}</span>}
          </li>
        );
      })}
    </ol>
  )}</Answered>;
}
