import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Input, Modal } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Failed } from './states';

/** Something that changes the hub: says that it is done, says what went wrong and what to do, and reads again what it made old. */
export function useAct<Input = void, Answer = unknown>(work: (input: Input) => Promise<Answer>, { done, refresh = [], then }: { done?: string | ((answer: Answer) => string); refresh?: string[][]; then?: (answer: Answer, input: Input) => void } = {}) {
  const client = useQueryClient();
  const { message, modal } = App.useApp();
  const { t } = useTranslation('app');
  return useMutation({
    mutationFn: work,
    onSuccess: (answer, input) => {
      for (const queryKey of refresh) void client.invalidateQueries({ queryKey });
      const word = typeof done === 'function' ? done(answer) : done;
      if (word) void message.success(word);
      then?.(answer, input);
    },
    onError: fault => modal.error({ title: t('notDone'), content: <Failed fault={fault} compact />, okText: t('close'), width: 560, icon: null }),
  });
}

/** Asks for a reason before something that others will ask about. */
export function ReasonDialog({ title, about, ok, isDangerous = false, isNeeded = true, isOpen, isBusy, onClose, onDone }: {
  title: string; about?: ReactNode; ok: string; isDangerous?: boolean; isNeeded?: boolean; isOpen: boolean; isBusy: boolean; onClose: () => void; onDone: (reason: string) => void;
}) {
  const { t } = useTranslation('app');
  const [reason, setReason] = useState('');
  return (
    <Modal
      title={title} open={isOpen} onCancel={onClose} okText={ok} cancelText={t('cancel')} destroyOnHidden afterOpenChange={open => { if (!open) setReason(''); }}
      okButtonProps={{ danger: isDangerous, disabled: isNeeded && reason.trim().length === 0 }} confirmLoading={isBusy} onOk={() => onDone(reason.trim())}
    >
      {about}
      <label className="strong" htmlFor="reason">{t(isNeeded ? 'reason' : 'reasonIfAny')}</label>
      <Input.TextArea id="reason" autoFocus rows={3} maxLength={500} value={reason} onChange={event => setReason(event.target.value)} />
    </Modal>
  );
}
